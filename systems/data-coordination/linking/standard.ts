/**
 * Brings rows of a register and people of the population register into one form, in which the same
 * person looks the same however they were typed. Statements for DuckDB.
 */

/** The forms that names and addresses are brought into; made once for each run. */
export const forms = [
  // Without accents, in lower case, words apart by one space.
  `create or replace temp macro linkage_plain(t) as
    trim(regexp_replace(replace(strip_accents(lower(t)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g'))`,
  // Telex keys left as typed are undone (doubled vowels and d, w, tones after a vowel or its end),
  // and y is i: "nguyeenx" and "nguyen" meet. What never was Telex changes on both sides alike.
  `create or replace temp macro linkage_sound(t) as
    replace(regexp_replace(
      replace(replace(replace(replace(replace(t,
        'w', ''), 'dd', 'd'), 'aa', 'a'), 'ee', 'e'), 'oo', 'o'),
      '([aeiouy](?:ng|nh|ch|[cmnpt])?)[sfrxj]', '\\1', 'g'), 'y', 'i')`,
  // Words that say what kind of thing follows are written out, shortened or left out at will.
  `create or replace temp macro linkage_place(t) as
    trim(regexp_replace(
      regexp_replace(' ' || linkage_plain(t) || ' ', '([a-z])([0-9])', '\\1 \\2', 'g'),
      '( (so|nha|duong|d|pho|khu|kp|ngo|ng|kiet|hem|thon|t|xom|ap|ban|buon|phong|to))+ ', ' ', 'g'))`,
] as const

const said = (column: string) => `nullif(trim(cast(${column} as varchar)), '')`

/**
 * A nation has far fewer names and places than people: each is brought into its forms once.
 *
 * @param of A table with columns full_name and place.
 */
const written = (of: string, names: string, places: string) => [
  `create or replace temp table ${names} as
    with spelt as (
      select full_name, string_split(linkage_sound(linkage_plain(full_name)), ' ') as words
      from (select distinct full_name from ${of} where full_name is not null))
    select full_name, lower(nfc_normalize(regexp_replace(full_name, '\\s+', ' ', 'g'))) as name,
      nullif(array_to_string(list_sort(words), ' '), '') as sorted,
      list_extract(words, 1) as surname, list_extract(words, -1) as given,
      case when len(words) > 1 then list_extract(words, 1) || ' ' || list_extract(words, -1) end
        as short
    from spelt`,
  `create or replace temp table ${places} as
    select place as written, nullif(linkage_place(place), '') as place
    from (select distinct place from ${of} where place is not null)`,
]

const columns = `number, old_number, name, sorted, surname, given, short,
  cast(day as varchar) as birth, cast(year(day) as smallint) as birth_year,
  case when sex in ('male', 'female') then sex end as sex, p.place, commune, province`

/**
 * Rows of a register, `no` counting from 0. A commune that nobody of the population register lives
 * in is one that is no more: its code says nothing.
 *
 * @param source A table with columns row_key, personal_number, full_name, birth_on, sex, address,
 *   commune_code; its name quoted.
 */
export const standardRows = (source: string) => [
  `create or replace temp view linkage_row_said as
    select cast(row_key as varchar) as row_key,
      regexp_replace(${said('personal_number')}, '[^0-9]', '', 'g') as digits,
      ${said('full_name')} as full_name, try_cast(${said('birth_on')} as date) as day,
      ${said('sex')} as sex, ${said('address')} as place, ${said('commune_code')} as code
    from ${source}`,
  ...written('linkage_row_said', 'linkage_row_name', 'linkage_row_place'),
  `create or replace temp table linkage_row as
    with numbered as (
      select *, case when length(digits) = 12 then digits end as number,
        case when length(digits) = 9 then digits end as old_number
      from linkage_row_said)
    select cast(row_number() over () - 1 as integer) as no, row_key, ${columns}
    from numbered g left join linkage_row_name using (full_name)
      left join linkage_row_place p on p.written = g.place
      left join linkage_commune on code = commune`,
]

/** People of the population register out of `linkage_person_given`, `no` counting from 0. */
export const standardPeople = [
  `create or replace temp table linkage_commune as
    select commune_code as commune, min(province) as province
    from linkage_person_given where commune_code is not null group by 1`,
  `create or replace temp view linkage_person_said as
    select * exclude (address), address as place, try_cast(birth_on as date) as day,
      commune_code as commune
    from linkage_person_given`,
  ...written('linkage_person_said', 'linkage_person_name', 'linkage_person_place'),
  `create or replace temp table linkage_person as
    select cast(row_number() over () - 1 as integer) as no, person_id, ${columns}
    from linkage_person_said g left join linkage_person_name using (full_name)
      left join linkage_person_place p on p.written = g.place`,
  // How many bear a name: agreeing on a rare one says more.
  `create or replace temp table linkage_full as
    select sorted, count(*) / sum(count(*)) over () as share
    from linkage_person where sorted is not null group by 1`,
  `create or replace temp table linkage_short as
    select short, count(*) / sum(count(*)) over () as share
    from linkage_person where short is not null group by 1`,
]
