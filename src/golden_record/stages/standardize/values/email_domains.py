"""What is known about e-mail domains: misspellings, one mailbox under several names, free and throw-away providers."""

from __future__ import annotations

_MISSPELT = """
    gmail.com: gmial.com gmai.com gmil.com gmal.com gmaill.com gmaul.com gmali.com gamil.com gnail.com gmsil.com
    gmqil.com
    gmail.con gmail.cm gmail.co gmail.om gmail.comm gmail.cmo gmail.ocm gmail.vom gmail.xom gmail.cim gmail.cpm gmailcom
    gmail gmail.ru gmail.coma gmail.cok gmailc.om gemail.com ggmail.com gmmail.com gmeil.com hmail.com jmail.com
    gimail.com
    mail.ru: mail.ri mail.tu mail.ry mail.rj mail.eu mai.ru mial.ru maill.ru maul.ru meil.ru mali.ru nail.ru
    mqil.ru msil.ru
    mail.rru mail.ruu mail.r mail.u mailru mmail.ru amil.ru mail.ur mail
    yandex.ru: yandx.ru yndex.ru yadex.ru yanex.ru yande.ru yandex.ri yandex.tu yandex.ry yandex.ruu yandex.r yandexru
    yandeks.ru yandes.ru yanedx.ru yandec.ru yangex.ru jandex.ru yadnex.ru ynadex.ru yanbex.ru uandex.ru yandex
    ya.ru: ya.ri ya.tu yaru
    rambler.ru: rambler.ri rambler.tu ramler.ru ramber.ru rambker.ru ramblr.ru ranbler.ru ramdler.ru rambler
    bk.ru: bk.ri bk.tu
    list.ru: lis.ru list.ri list.tu lsit.ru
    inbox.ru: inbox.ri inbox.tu imbox.ru inbos.ru
    hotmail.com: hotmial.com hotmal.com hotmai.com hotmil.com hotmaill.com hotmali.com homail.com htmail.com hotmail.con
    hotmail.cm hotmail.om hotmail.comm hotmail.vom otmail.com hotnail.com hotmail
    yahoo.com: yaho.com yahooo.com yhoo.com yaoo.com yhaoo.com yahho.com yahoo.con yahoo.cm yahoo.om yahoo.comm
    yahoo.vom yahoo
    outlook.com: outlok.com outloo.com outlook.con outlook.cm outllok.com outlool.com oulook.com outook.com outlook
    icloud.com: iclould.com icoud.com iclod.com icloud.con icloud.cm iclud.com icluod.com icloud
    aol.com: aol.con aol.cm aol.co
"""

_SAME_MAILBOX = """
    gmail.com: googlemail.com
    yandex.ru: ya.ru yandex.com yandex.by yandex.kz yandex.ua yandex.com.tr narod.ru
    icloud.com: me.com mac.com
    proton.me: protonmail.com pm.me
    fastmail.com: fastmail.fm
"""


def _by_alias(table: str) -> dict[str, str]:
    lines = (line.strip() for line in table.strip().splitlines())
    known: dict[str, str] = {}
    target = ""
    for line in lines:
        head, colon, rest = line.partition(":")
        target, aliases = (head, rest) if colon else (target, line)
        known.update(dict.fromkeys(aliases.split(), target))
    return known


_TYPOS = _by_alias(_MISSPELT)
MISSPELT = {domain.replace(".", ""): domain for domain in _TYPOS.values()} | _TYPOS
"""Domain as typed to domain as meant: only of providers so large that the typo is likelier than the domain."""

SAME_MAILBOX = _by_alias(_SAME_MAILBOX)
"""Domains that deliver to the same mailbox as another, by that other's name."""

DOTLESS = frozenset({"gmail.com"})
"""Providers that ignore dots in the local part."""

DASHED = frozenset({"yandex.ru"})
"""Providers that read dots and dashes in the local part alike."""

_PERSONAL = """
    mail.com email.com gmx.com gmx.de gmx.net web.de t-online.de freenet.de live.com live.ru msn.com
    ymail.com rocketmail.com
    internet.ru xmail.ru lenta.ru ro.ru autorambler.ru myrambler.ru rambler.ua hotbox.ru pochta.ru qip.ru
    nm.ru e1.ru ngs.ru
    ukr.net i.ua meta.ua bigmir.net tut.by mail.by mail.kz inbox.lv tutanota.com tuta.com hotmail.co.uk hotmail.fr
    yahoo.co.uk yahoo.fr yahoo.de yahoo.ca btinternet.com sky.com virginmedia.com comcast.net verizon.net
    att.net sbcglobal.net
    bellsouth.net cox.net charter.net earthlink.net libero.it orange.fr wanadoo.fr free.fr laposte.net wp.pl
    o2.pl onet.pl
    interia.pl seznam.cz zoho.com hey.com duck.com vk.com qq.com 163.com 126.com naver.com yandex.uz yandex.az
"""
PERSONAL = frozenset({*MISSPELT.values(), *SAME_MAILBOX, *SAME_MAILBOX.values(), *_PERSONAL.split()})
"""Providers of mailboxes for everybody."""

_DISPOSABLE = """
    mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org sharklasers.com grr.la 10minutemail.com
    10minutemail.net
    20minutemail.com tempmail.com temp-mail.org temp-mail.ru tempmail.net tempail.com throwawaymail.com
    yopmail.com yopmail.fr
    getnada.com nada.email dispostable.com maildrop.cc mailnesia.com mintemail.com mohmal.com moakt.com
    trashmail.com trashmail.de
    trashmail.net spambox.us spamgourmet.com fakeinbox.com mytemp.email emailondeck.com mailcatch.com
    mailexpire.com mailnull.com
    dropmail.me 1secmail.com 1secmail.net 1secmail.org burnermail.io crazymailing.com discard.email
    inboxkitten.com tempinbox.com
    tempr.email minuteinbox.com mail-temp.com mailpoof.com wegwerfmail.de einrot.com cuvox.de armyspy.com
    dayrep.com fleckens.hu
    gustr.com jourrapide.com rhyta.com superrito.com teleworm.us crazymailing.ru one-off.email
"""
DISPOSABLE = frozenset(_DISPOSABLE.split())
"""Mailboxes that live for minutes."""

_NOWHERE = """
    none.com none.ru no.com no.ru noemail.com noemail.ru nomail.com nomail.ru no-mail.ru no-email.com
    noreply.com noreply.ru
    null.com null.ru nowhere.com net.net netu.ru net.ru email.none mail.none
"""
NOWHERE = frozenset(_NOWHERE.split())
"""Domains typed to say that there is no e-mail."""

_ROLES = """
    info sales support office admin administrator contact contacts help helpdesk service marketing hr job jobs
    career billing
    accounts accounting buh buhgalter bookkeeping order orders zakaz shop store reception secretary webmaster
    postmaster abuse
    hostmaster manager director team press pr legal feedback sale booking reservation reservations
    customerservice enquiries
    inquiries kadry mail email e-mail
"""
ROLES = frozenset(_ROLES.split())
"""Local parts that name an office, not a person."""

_NOBODY = """
    test tests test1 test123 testtest tester testing no none null nil na n-a noemail no-email no.email no_email
    nomail no-mail
    no.mail no_mail noreply no-reply no.reply no_reply donotreply do-not-reply notreply unknown undefined empty
    missing notprovided
    not-provided not.provided noaddress fake fakeemail asdf asd asdasd qwe qwerty qwer zxc abc aaa aa xxx xx xyz
    123 1234 12345
    123456 111 000 example user username yourname your.name youremail your.email name netu net nety nету нет
"""
NOBODY = frozenset(_NOBODY.split())
"""Local parts typed to get past a form."""
