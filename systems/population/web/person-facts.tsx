import { Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { day } from '#portal/format.ts'
import { cardClass, Facts } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { type Say, useSay } from '#portal/say.tsx'
import type { PersonView } from '../contract.ts'
import { maritalWords, relationWords, religionWords, roleWords, sexWords } from './words.ts'

type Fact = readonly [name: string, value: ReactNode, item?: string]

const unsaid: Words = { vi: 'Chưa có thông tin', en: 'Not recorded' }

/** The 26 items of one person in four groups, with the source beside what ever changed. */
export function PersonFacts({ person, linked }: { person: PersonView; linked?: boolean }) {
  const say = useSay()
  const groups: [Words, Fact[]][] = [
    [{ vi: 'Nhân thân', en: 'Person' }, personFacts(person, say)],
    [{ vi: 'Giấy tờ', en: 'Papers' }, paperFacts(person, say)],
    [{ vi: 'Cư trú', en: 'Residence' }, residenceFacts(person, say)],
    [{ vi: 'Gia đình', en: 'Family' }, familyFacts(person, say, linked === true)],
  ]
  return (
    <Stack gap="md">
      {groups.map(([title, facts]) => (
        <section key={title.en} className={cardClass}>
          <h2 style={{ fontSize: 18, margin: '0 0 6px' }}>{say(title)}</h2>
          <Facts
            of={facts.map(([name, value, item]) => [name, withSource(person, value, item, say)])}
          />
        </section>
      ))}
    </Stack>
  )
}

function withSource(person: PersonView, value: ReactNode, item: string | undefined, say: Say) {
  const origin = item ? person.provenance[item] : undefined
  return (
    <>
      {value === null || value === '' || value === undefined ? (
        <Text c="dimmed">{say(unsaid)}</Text>
      ) : (
        value
      )}
      {origin?.since && (
        <Text size="xs" c="dimmed">
          {say({ vi: 'Từ', en: 'Since' })} {day(origin.since)} · {origin.source}
        </Text>
      )}
    </>
  )
}

function personFacts(it: PersonView, say: Say): Fact[] {
  return [
    [say({ vi: 'Họ, chữ đệm và tên', en: 'Full name' }), <b key="name">{it.fullName}</b>, 'name'],
    [say({ vi: 'Tên gọi khác', en: 'Other name' }), it.otherName, 'otherName'],
    [say({ vi: 'Ngày sinh', en: 'Date of birth' }), day(it.birthOn), 'birthOn'],
    [say({ vi: 'Giới tính', en: 'Sex' }), say(sexWords[it.sex]), 'sex'],
    [say({ vi: 'Nơi sinh', en: 'Place of birth' }), it.birthplace, 'birthplace'],
    [say({ vi: 'Nơi đăng ký khai sinh', en: 'Birth registered at' }), it.registrationPlace],
    [say({ vi: 'Quê quán', en: 'Place of origin' }), it.origin, 'origin'],
    [say({ vi: 'Dân tộc', en: 'Ethnic group' }), it.ethnicity, 'ethnicity'],
    [say({ vi: 'Tôn giáo', en: 'Religion' }), say(religionWords(it.religion))],
    [say({ vi: 'Quốc tịch', en: 'Nationality' }), nationality(it.nationality, say)],
    [say({ vi: 'Nhóm máu', en: 'Blood group' }), it.bloodGroup, 'bloodGroup'],
    [
      say({ vi: 'Tình trạng hôn nhân', en: 'Marital status' }),
      say(maritalWords[it.maritalStatus]),
      'maritalStatus',
    ],
    ...(it.diedOn
      ? [[say({ vi: 'Ngày mất', en: 'Died on' }), day(it.diedOn), 'diedOn'] as const]
      : []),
    ...(it.missingOn
      ? [[say({ vi: 'Mất tích từ', en: 'Missing since' }), day(it.missingOn)] as const]
      : []),
    [say({ vi: 'Điện thoại', en: 'Phone' }), it.phone, 'phone'],
    [say({ vi: 'Thư điện tử', en: 'E-mail' }), it.email, 'email'],
  ]
}

function paperFacts(it: PersonView, say: Say): Fact[] {
  return [
    [say({ vi: 'Số định danh cá nhân', en: 'Personal number' }), it.number, 'number'],
    [say({ vi: 'Số CMND 9 số', en: 'Old nine-digit number' }), it.oldNumber],
    [
      say({ vi: 'Thẻ căn cước', en: 'Identity cards' }),
      it.cards.length === 0
        ? null
        : it.cards.map((card) => (
            <div key={card.issuedOn}>
              {say({ vi: 'cấp ngày', en: 'issued' })} {day(card.issuedOn)}
              {card.expiresOn &&
                `, ${say({ vi: 'có giá trị đến', en: 'valid until' })} ${day(card.expiresOn)}`}
            </div>
          )),
    ],
  ]
}

function residenceFacts(it: PersonView, say: Say): Fact[] {
  return [
    [
      say({ vi: 'Nơi thường trú', en: 'Permanent residence' }),
      it.permanentResidence?.text,
      'permanentResidence',
    ],
    [
      say({ vi: 'Nơi tạm trú', en: 'Temporary residence' }),
      it.temporaryResidence?.text,
      'temporaryResidence',
    ],
    [
      say({ vi: 'Nơi ở hiện tại', en: 'Current residence' }),
      it.currentResidence?.text,
      'currentResidence',
    ],
    [
      say({ vi: 'Tạm vắng', en: 'Temporary absence' }),
      it.absence && `${it.absence.place}, ${day(it.absence.from)}–${day(it.absence.until)}`,
    ],
    [say({ vi: 'Số hồ sơ cư trú', en: 'Residence file' }), it.residenceFile],
    [
      say({ vi: 'Quan hệ với chủ hộ', en: 'Relation to head' }),
      it.relationToHead && say(relationWords(it.relationToHead)),
    ],
  ]
}

function familyFacts(it: PersonView, say: Say, linked: boolean): Fact[] {
  return [
    [
      say({ vi: 'Cha, mẹ, vợ chồng, con', en: 'Parents, spouse, children' }),
      it.relatives.length === 0
        ? null
        : it.relatives.map((relative) => (
            <Group key={relative.role + relative.fullName} gap={8} mb={2}>
              <Badge variant="light" color="gray" tt="none" fw={400}>
                {say(roleWords[relative.role])}
              </Badge>
              <PersonLink id={linked ? relative.personId : null} name={relative.fullName} />
            </Group>
          )),
    ],
    [
      say({ vi: 'Thành viên hộ gia đình', en: 'Household' }),
      it.household &&
        it.household.members.map((member) => (
          <Group key={member.personId} gap={8} mb={2}>
            <PersonLink id={linked ? member.personId : null} name={member.fullName} />
            <Text size="sm" c="dimmed" span>
              {say(relationWords(member.relationToHead))}, {day(member.birthOn)}
            </Text>
          </Group>
        )),
    ],
  ]
}

function PersonLink({ id, name }: { id: string | null; name: string }) {
  if (!id) return <span>{name}</span>
  return (
    <Anchor component={Link} href={paths.person(id)} c="inherit" underline="always">
      {name}
    </Anchor>
  )
}

function nationality(code: string, say: Say): string {
  const name = new Intl.DisplayNames(say.language, { type: 'region' })
  const short: Record<string, string> = {
    VNM: 'VN',
    KHM: 'KH',
    CAN: 'CA',
    DEU: 'DE',
    KOR: 'KR',
    USA: 'US',
    LAO: 'LA',
    RUS: 'RU',
    JPN: 'JP',
    FRA: 'FR',
    CZE: 'CZ',
    THA: 'TH',
    CHN: 'CN',
    AUS: 'AU',
    TWN: 'TW',
    GBR: 'GB',
    IND: 'IN',
  }
  return short[code] ? (name.of(short[code]) ?? code) : code
}
