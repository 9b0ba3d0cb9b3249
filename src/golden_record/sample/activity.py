"""What people do once they are recorded: purchases with cards, and consents to be contacted."""

from __future__ import annotations

import numpy as np
import polars as pl

from golden_record.sample.choice import by_number
from golden_record.sample.dice import Dice, day_number, fading
from golden_record.sample.people import TODAY

RECEIPTS_PER_RECORD = 3
_CONSENTS_PER_RECORD = 0.22
_REVOKED = 0.15

_FIRST_SALE = day_number("2024-01-01")
_DAY = 86_400

_STORE_TYPES = ("supermarket", "hypermarket", "convenience", "online")
_TENDERS = ("card", "cash", "sbp", "gift_card")
_PURPOSES = ("marketing", "service", "profiling", "surveys")
_PROOFS = {
    "crm": "paper form {}",
    "pos": "till screen 4, slip {}",
    "app": "app settings 2.{}",
    "web": "web form v3, session {}",
}


def receipts(records: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Purchases with the cards that records show, few cards buying much; in order of time."""
    dice = Dice(seed, "receipts")
    count = RECEIPTS_PER_RECORD * len(records)
    cards = records["card"].drop_nulls().unique(maintain_order=True)
    cards = cards.gather(dice.order(len(cards)))
    opening_hours = 8 * 3600 + dice.below(14 * 60, count) * 60
    sold_at = np.sort((_FIRST_SALE + dice.below(TODAY - _FIRST_SALE, count)) * _DAY + opening_hours)
    store_type = dice.pick([45, 20, 25, 10], count)
    tender = np.where(store_type == 3, dice.pick([70, 0, 25, 5], count), dice.pick([60, 25, 12, 3], count))
    # The product of uniform draws leans to small sums with a long tail, and is exact on every machine.
    kopecks = 4_900 + np.floor(2_000_000 * dice.uniform(count) * dice.uniform(count) * dice.uniform(count))
    frame = pl.DataFrame({"at": sold_at * 1_000_000, "store": store_type, "tender": tender, "kopecks": kopecks})
    return frame.with_row_index("row", offset=1).select(
        receipt_id="r-" + pl.col("row").cast(pl.String).str.zfill(8),
        card_no=cards.gather(dice.pick(fading(len(cards), head=len(cards) // 4 + 1), count)),
        sold_at=pl.col("at").cast(pl.Datetime("us")),
        total=pl.col("kopecks") / 100,
        store_type=pl.Series(_STORE_TYPES).gather(store_type),
        tender=pl.Series(_TENDERS).gather(tender),
    )


def consents(records: pl.DataFrame, seed: int) -> pl.DataFrame:
    """A ledger of consents given for identifiers that records show, with the revocations that followed."""
    dice = Dice(seed, "consents")
    count = int(_CONSENTS_PER_RECORD * len(records))
    asked = records.filter(pl.col("email_given").is_not_null() | pl.col("phone_given").is_not_null())
    asked = asked[dice.below(len(asked), count)]
    given = asked.with_columns(
        by_email=pl.Series(dice.chance(0.6, count)),
        channel=pl.Series(dice.pick([55, 30, 15], count)),
        purpose=pl.Series(_PURPOSES).gather(dice.pick([62, 25, 8, 5], count)),
        granted=pl.Series(dice.chance(0.88, count)),
        number=pl.Series(10_000 + dice.below(90_000, count)),
        proven=pl.Series(dice.chance(0.93, count)),
        later=pl.Series((1 + dice.below(700, count)) * _DAY + dice.below(3600, count)),
        revoked=pl.Series(dice.chance(_REVOKED, count)),
    ).select(*_consent_columns(), "later", "revoked")
    revoked = given.filter(pl.col("revoked") & (pl.col("status") == "granted")).with_columns(
        status=pl.lit("revoked"),
        captured_at=pl.col("captured_at") + pl.duration(seconds="later"),
        proof=pl.lit("call centre request"),
    )
    today = pl.lit(int(TODAY) * _DAY * 1_000_000).cast(pl.Datetime("us"))
    ledger = pl.concat([given, revoked.filter(pl.col("captured_at") < today)]).drop("later", "revoked")
    return (
        ledger.sort(ledger.columns, nulls_last=True)
        .unique(["identifier", "channel", "purpose", "status", "captured_at"], keep="first", maintain_order=True)
        .sort("captured_at", "identifier", "channel", "purpose", "status")
        .with_columns(pl.col("captured_at").dt.strftime("%Y-%m-%d %H:%M:%S"))
    )


def _consent_columns() -> list[pl.Expr]:
    by_email = (pl.col("by_email") & pl.col("email_given").is_not_null()) | pl.col("phone_given").is_null()
    proof = by_number("source", [pl.format(text, "number") for text in _PROOFS.values()])
    return [
        pl.when(by_email).then("email_given").otherwise("phone_given").alias("identifier"),
        pl.when(by_email)
        .then(pl.lit("email"))
        .otherwise(by_number("channel", [pl.lit("sms"), pl.lit("call"), pl.lit("push")]))
        .alias("channel"),
        pl.col("purpose"),
        pl.when("granted").then(pl.lit("granted")).otherwise(pl.lit("revoked")).alias("status"),
        pl.col("at").alias("captured_at"),
        pl.when("proven").then(proof).alias("proof"),
        by_number("source", [pl.lit(source) for source in _PROOFS]).alias("source"),
    ]
