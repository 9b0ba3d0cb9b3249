with weighed as (
    select
        pair,
        (
            case when l."full_name__given" is null or r."full_name__given" is null then 0 when length(l."full_name__given") > 1 and length(r."full_name__given") > 1 and (l."full_name__given_sound" = r."full_name__given_sound" or list_has_any(l."full_name__given_class", r."full_name__given_class")) then greatest(coalesce("rare_full_name__given".bits, 0) - 0.5, 0) when not (length(l."full_name__given") > 1 and length(r."full_name__given") > 1) and left(l."full_name__given", 1) = left(r."full_name__given", 1) then 2 when l."full_name__given" = r."full_name__family" or l."full_name__family" = r."full_name__given" or jaro_winkler_similarity(l."full_name__given", r."full_name__given") >= 0.86 then coalesce("rare_full_name__given".bits, 0) / 2 else -5 end +
            case when l."full_name__family" is null or r."full_name__family" is null then 0 when l."full_name__family_sound" = r."full_name__family_sound" then greatest(coalesce("rare_full_name__family".bits, 0) - 0.5, 0)  when l."full_name__given" = r."full_name__family" or l."full_name__family" = r."full_name__given" or jaro_winkler_similarity(l."full_name__family", r."full_name__family") >= 0.86 then coalesce("rare_full_name__family".bits, 0) / 2 else -4 end +
            case when l."birth_date" is null or r."birth_date" is null then 0 when l."birth_date" = r."birth_date" then coalesce("rare_birth_date".bits, 0) - 0.3 when coalesce(l."birth_date__year" = r."birth_date__year", false)::int + coalesce(l."birth_date__month" = r."birth_date__month", false)::int + coalesce(l."birth_date__day" = r."birth_date__day", false)::int >= 2 then coalesce("rare_birth_date".bits, 0) * 0.4 else -5 end +
            case when l."phone" is null or r."phone" is null then 0 when list_has_any(l."phone__personal", r."phone__personal") then log2(1000) - 2 when list_has_any(l."phone", r."phone") then log2(1000) / 3 else -1.5 end +
            case when l."email" is null or r."email" is null then 0 when list_has_any(l."email__personal", r."email__personal") then log2(1000) - 2 when list_has_any(l."email", r."email") then log2(1000) / 3 else -1.5 end +
            case when l."address" is null or r."address" is null then 0 when l."address" = r."address" or (l."address__street" = r."address__street" and l."address__house" = r."address__house") then log2(1000) / 2 when l."address__street" = r."address__street" or l."address__postcode" = r."address__postcode" then 3 else -1.5 end +
            case when l."tax_id" is null or r."tax_id" is null then 0 when list_has_any(l."tax_id__personal", r."tax_id__personal") then log2(1000) - 2 when list_has_any(l."tax_id", r."tax_id") then log2(1000) / 3 else -4 end +
            case when l."card" is null or r."card" is null then 0 when list_has_any(l."card__personal", r."card__personal") then log2(1000) - 2 when list_has_any(l."card", r."card") then log2(1000) / 3 else -1.5 end +
            case when l."city" is null or r."city" is null then 0 when l."city" = r."city" then greatest(coalesce("rare_city".bits, 0) - 0.5, 0) else -2 end
        ) + 1 - log2(1000) as bits
    from pilot_pair_distinct
    join comparable_node as l on l.record_id = left_id
    join comparable_node as r on r.record_id = right_id
    left join (select "full_name__given" as value, log2(1000) - log2(count(*)) as bits from comparable_node where "full_name__given" is not null group by value) as "rare_full_name__given" on "rare_full_name__given".value = l."full_name__given" left join (select "full_name__family" as value, log2(1000) - log2(count(*)) as bits from comparable_node where "full_name__family" is not null group by value) as "rare_full_name__family" on "rare_full_name__family".value = l."full_name__family" left join (select "birth_date" as value, log2(1000) - log2(count(*)) as bits from comparable_node where "birth_date" is not null group by value) as "rare_birth_date" on "rare_birth_date".value = l."birth_date" left join (select "city" as value, log2(1000) - log2(count(*)) as bits from comparable_node where "city" is not null group by value) as "rare_city" on "rare_city".value = l."city"
)
select pair, 1 / (1 + pow(2, -greatest(least(bits, 60), -60))) as likely
from weighed
order by pair
