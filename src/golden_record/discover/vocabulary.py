"""What people call columns, in Russian, English and Russian in Latin letters: phrases by the meaning they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Meaning:
    """What a column is: a canonical attribute, its type, and the part of it that the column holds.

    Without an attribute, the column's own name is the best there is.
    """

    type: str
    attribute: str = ""
    part: str | None = None


PHRASES: Final = """
person_name full_name: fio, full name, name, имя фамилия, фамилия имя, фамилия имя отчество, полное имя, display
    name, фио клиента, фио полностью, имя клиента, person, contact person, контактное лицо, holder name, cardholder,
    last first name, first and last name, name surname
person_name full_name.given: first name, given name, given names, forename, fname, имя, first, given, christian name
person_name full_name.family: last name, family name, surname, lname, sname, фамилия, last, family, famil
person_name full_name.patronymic: patronymic, patronymic name, отчество, patronim, father name, fathers name
person_name full_name.middle: middle name, middle initial, middle, mname, mi, второе имя, second name
person_name full_name.suffix: name suffix, suffix, generation
person_name full_name.prefix: name prefix, prefix, salutation, обращение, honorific, title of person
birth_date birth_date: dob, birth date, date of birth, birthday, bday, birth, born, born on, b date, дата рождения,
    день рождения, др, др клиента, дата рожд, rozhdenie, рожден, родился, dt birth, birth dt
phone phone: phone, phone number, telephone, telephone number, tel, tel no, mobile, mobile phone, mobile number,
    cell, cell phone, msisdn, phone no, contact number, телефон, телефона, номер телефона, мобильный, мобильный
    телефон, моб, моб тел, сотовый, сотовый телефон, домашний телефон, рабочий телефон, контактный телефон, phone e
    164, whatsapp, viber, fax
email email: email addr, email, mail, email address, почта, электронная почта, эл почта, адрес почты, емейл, имейл,
    мейл, адрес электронной почты, mail address
gender gender: gender, sex, пол, gender code, sex code
inn tax_id: inn, инн клиента, tax id, tax number, tin, taxpayer id, налоговый номер
snils snils: snils, страховой номер, pension number
ogrn ogrn: ogrn, огрнип
passport passport: passport, passport number, passport no, номер паспорта, серия и номер паспорта, паспорт серия
    номер, паспортные данные, passport series number, document number, номер документа
ssn ssn: ssn, social security number, social security, soc sec, soc sec no
nhs nhs_number: nhs, nhs number, nhs no
iban iban: iban, international bank account
identifier national_id: national insurance number, nino, ni number
identifier tax_id: national id, national number, personal code, vat, vat number, tax file number, tfn
card payment_card: pan, payment card, credit card, debit card, card pan, банковская карта, номер банковской карты
identifier loyalty_card: карты, дисконтной карты, бонусной карты, loyalty, loyalty card, loyalty id, loyalty number,
    loyalty no, loyalty card number, card, card no, card number, card id, card num, membership, membership number,
    member id, member no, member number, bonus card, discount card, карта, номер карты, карта лояльности, бонусная
    карта, дисконтная карта, код карты, карта клиента, номер карты лояльности, club card
identifier device_id: device, device id, device uuid, идентификатор устройства, устройство, imei, idfa, gaid,
    android id, advertising id, ad id, push token, installation id, install id, idfv
anonymous cookie_id: cookie, cookie id, browser id, anonymous id, ga client id, session id, куки, кука, ym uid,
    fingerprint, tracking id
identifier username: username, login, login name, nick, nickname, ник, никнейм, имя пользователя, telegram, vk id,
    vk, instagram
identifier contract: contract, contract number, contract no, contract id, договор, номер договора, policy number,
    policy no, номер полиса, полис, лицевой счет, account number, account no, номер счета, мрн, patient id
identifier: id, key, ключ, uuid, guid, pk, no, num, номер, код, code, идентификатор, rowid, record number, number,
    account, счет, identifier, external id, внешний код, ref, reference, hash id
address address: address, adr, адрес проживания, адрес регистрации, postal address, home address, full address,
    полный адрес, почтовый адрес, адрес доставки, residence, location address, место жительства
address address.line1: address 1, address line 1, addr 1, address line, line 1, street address, addr line 1, address
    street 1
address address.line2: address 2, address line 2, addr 2, line 2, addr line 2
address address.street: street, street name, улица, ул, наименование улицы, road
address address.house: house, house number, house no, street number, street no, дом, номер дома, building number,
    building no, premise
address address.building: building, building name, корпус, корп, строение, стр, block
address address.flat: flat, flat number, apartment, apartment number, apt, apt no, unit, unit number, квартира, кв,
    номер квартиры, suite, room, офис, flat no
city city.city: city, city name, town, город, suburb, locality, населенный пункт, насел пункт, municipality, город
    проживания, место, settlement, post town
postcode postcode.postcode: postcode, postal code, zip, zip code, индекс, почтовый индекс, plz, zip 5, postal,
    eircode
country country.country: country, country code, country name, страна, код страны, страна проживания
category region.region: region, state, state code, province, county, область, край, республика, субъект, субъект рф,
    регион проживания, district, район
city birth_place: city of birth, town of birth, birth place, place of birth, место рождения, birth city, город
    рождения
company company: company, company name, employer, employer name, organisation, organization, organisation name,
    organization name, компания, организация, работодатель, место работы, название компании, наименование
    организации, firm, фирма, business name, workplace
url website: url, website, site, homepage, сайт, веб сайт, web address, profile url, link, ссылка
date updated_at: updated at, updated, update date, update time, last update, last updated, modified, modified at,
    last modified, modification date, changed at, changed, change date, upd, upd dt, дата изменения, дата
    обновления, изменен, обновлен, обновлено, изменено, updated on, modified on, modified date, updated date, edited
    at, дата последнего изменения, mtime
date last_seen: last seen, last visit, last login, last activity, last active, последний визит, последний вход, дата
    последнего визита, last contact, last session, visited at
date created_at: created at, created, create date, creation date, created date, created on, registered, registered
    at, registration date, reg date, signup date, signed up, signup, insert date, inserted at, дата создания,
    создан, дата регистрации, зарегистрирован, дата заведения, captured at, entry date, open date, дата открытия,
    joined, join date
date: date, дата, time, время, timestamp, datetime, dt, ts, at, day, on
number age: age, возраст, age years, лет
number: amount, total, sum, price, balance, points, score, qty, quantity, revenue, income, salary, сумма, итого,
    цена, баланс, баллы, доход, зарплата, количество, стоимость, latitude, longitude, lat, lon, широта, долгота,
    cost, spend, count, year, год
text occupation: occupation, job, job title, position, profession, должность, профессия, род занятий, работа
text passport_series: passport series, серия паспорта, паспорт серия, серия, series
text ip_address: ip, ip address
text po_box: po box, абонентский ящик, а я, box
text: comment, comments, note, notes, remark, description, комментарий, примечание, заметки, описание, text,
    message, maiden name, девичья фамилия
category: type, status, segment, category, group, class, level, tier, channel, source, language, lang, locale,
    currency, тип, категория, группа, класс, уровень, канал, источник, язык, валюта, marital status, семейное
    положение, purpose, store, магазин, branch, филиал, shop, product, brand, role, нация, nationality, гражданство,
    race, education, образование, plan
boolean: flag, is active, active, deleted, is deleted, consent, opt in, opt out, subscribed, согласие, признак,
    подписка, vip, marketing, blocked, заблокирован, активен
"""
"""Type, canonical attribute and part, then the phrases. They are compared by their letters alone, romanised:
`familiya` is `фамилия`, `BirthDate` is `birth_date`."""

PROOF: Final = """
confirmed, verified, validated, is valid, valid, подтвержден, подтверждена, подтверждено, проверен, проверена,
confirm, verify, verification, подтверждение, approved
"""
"""Words that make of `email` a column about the e-mail: has the owner proved it?"""

QUALIFIERS: Final = """
моб, доп, доб, осн, home, work, mobile, main, primary, secondary, second, other, alt, alternative, additional,
extra, contact, personal, private, business, billing, shipping, delivery, mailing, legal, actual, registration, reg,
temporary, permanent, old, new, current, raw, orig, original, clean, src, the, of, customer, client, cust, user,
person, people, member, patient, subscriber, buyer, owner, guest, visitor, домашний, рабочий, основной,
дополнительный, личный, контактный, клиента, клиент, покупателя, пользователя, пациента, абонента, адрес, address,
адреса, фактический, юридический, доставки, регистрации, проживания, номер, number, no, num, code, код, value, str,
text, record, row, full, name, field, col, column, txt, c, f, в, и, по, на, for, in, to, a, x, y, my
"""
"""Words beside a phrase that leave its meaning as it is."""

ABOUT: Final = """
type, status, flag, count, consent, opt, subscribed, subscription, hash, hashed, domain, operator, provider, source,
score, quality, тип, статус, признак, количество, согласие, подписка, оператор, источник, length, len, lang,
language, preference, channel, history, changed, updated, bounce, bounced, sent, opened, clicked, error, reason,
comment, note, rank, updates, has, is, allow, allowed, can
"""
"""Words beside a phrase that make it something about the thing, not the thing itself."""

THINGS: Final = """
store, shop, product, item, file, event, campaign, school, bank, branch, department, table, host, category, group,
brand, pet, магазин, магазина, товар, товара, файл, файла, событие, банк, банка, отдел, филиал, филиала, группа,
группы, категории, продукт, course, plan, tariff, тариф, segment, сегмент, project, agent, manager, менеджер,
менеджера, кассир, seller, doctor, врач
"""
"""Words beside `name`, `phone` or `address` that make them those of a thing, or of somebody else."""


def meanings() -> Iterator[tuple[str, Meaning]]:
    """Every phrase with its meaning."""
    for entry in re.split(r"\n(?! )", PHRASES.strip()):
        head, _, listed = entry.partition(": ")
        type_name, _, rest = head.partition(" ")
        attribute, _, part = rest.partition(".")
        for phrase in phrases(listed):
            yield phrase, Meaning(type_name, attribute, part or None)


def phrases(listed: str) -> list[str]:
    """The phrases of a list."""
    return [" ".join(phrase.split()) for phrase in listed.split(",")]
