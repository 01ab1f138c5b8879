import {
  ActionIcon,
  Button,
  Container,
  Group,
  Menu,
  NativeSelect,
  Text,
  useMantineColorScheme,
} from '@mantine/core'
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName, Mark } from './icons.tsx'
import classes from './layout.module.css'
import { paths } from './paths.ts'
import { useSay } from './say.tsx'
import { demonstration, type Session, useSession } from './session.tsx'

const Bell = lazy(() => import('#public-services/bell').then((it) => ({ default: it.Bell })))

type Entry = { to: string; icon: IconName; words: Words; short?: Words }

const home: Entry = { to: paths.start, icon: 'home', words: { vi: 'Trang chủ', en: 'Home' } }
const services: Entry = {
  to: paths.services,
  icon: 'services',
  words: { vi: 'Dịch vụ công', en: 'Public services' },
  short: { vi: 'Dịch vụ', en: 'Services' },
}
const check: Entry = {
  to: paths.check,
  icon: 'shield',
  words: { vi: 'Kiểm tra giấy tờ', en: 'Check a document' },
  short: { vi: 'Kiểm tra', en: 'Check' },
}
const cases: Entry = {
  to: paths.cases,
  icon: 'folder',
  words: { vi: 'Hồ sơ của tôi', en: 'My cases' },
  short: { vi: 'Hồ sơ', en: 'Cases' },
}
const wallet: Entry = {
  to: paths.documents,
  icon: 'wallet',
  words: { vi: 'Giấy tờ của tôi', en: 'My documents' },
  short: { vi: 'Giấy tờ', en: 'Documents' },
}
const record: Entry = {
  to: paths.ownRecord,
  icon: 'person',
  words: { vi: 'Dữ liệu của tôi', en: 'My data' },
  short: { vi: 'Dữ liệu', en: 'My data' },
}
const queue: Entry = {
  to: paths.queue,
  icon: 'inbox',
  words: { vi: 'Hồ sơ cần giải quyết', en: 'Cases to decide' },
  short: { vi: 'Giải quyết', en: 'To decide' },
}
const people: Entry = {
  to: paths.people,
  icon: 'people',
  words: { vi: 'Tra cứu dân cư', en: 'People' },
  short: { vi: 'Dân cư', en: 'People' },
}
const operations: Entry = {
  to: paths.operations,
  icon: 'gauge',
  words: { vi: 'Vận hành', en: 'Operations' },
}

const accounts: Entry = {
  to: paths.accounts,
  icon: 'key',
  words: { vi: 'Tài khoản', en: 'Accounts' },
}
const clients: Entry = {
  to: paths.clients,
  icon: 'share',
  words: { vi: 'Ứng dụng', en: 'Applications' },
}
const organisations: Entry = {
  to: paths.organisations,
  icon: 'people',
  words: { vi: 'Tổ chức', en: 'Organisations' },
}
const catalogue: Entry = {
  to: paths.exchange,
  icon: 'catalogue',
  words: { vi: 'Danh mục dữ liệu', en: 'Data catalogue' },
  short: { vi: 'Danh mục', en: 'Catalogue' },
}
const requests: Entry = {
  to: paths.exchangeRequests,
  icon: 'key',
  words: { vi: 'Yêu cầu dữ liệu', en: 'Data requests' },
  short: { vi: 'Yêu cầu', en: 'Requests' },
}
const registry: Entry = {
  to: paths.exchangeRegistry,
  icon: 'exchange',
  words: { vi: 'Kết nối dữ liệu', en: 'Data exchange' },
  short: { vi: 'Kết nối', en: 'Exchange' },
}

const workshop: Entry = {
  to: paths.workshop,
  icon: 'bars',
  words: { vi: 'Xưởng dữ liệu', en: 'Workshop' },
  short: { vi: 'Xưởng', en: 'Workshop' },
}
const reviews: Entry = {
  to: paths.workshopReviews,
  icon: 'check',
  words: { vi: 'Rà soát', en: 'Reviews' },
}

/** What stands in the menu depends on who is reading. At most five: a thumb must reach them. */
function entriesFor({ who, has }: Session): Entry[] {
  if (!who) return [home, services, check]
  if (has('commune-police')) return [queue, people, accounts, wallet, record]
  if (has('civil-registrar')) return [queue, people, wallet, record]
  if (has('data-steward')) return [catalogue, requests, workshop, reviews, record]
  if (has('operator')) return [operations, registry, clients, organisations, record]
  return [services, cases, wallet, record]
}

export function Layout({ children }: { children: ReactNode }) {
  const say = useSay()
  const session = useSession()
  const entries = entriesFor(session)
  useTop()
  return (
    <>
      <a className={classes.skip} href="#content">
        {say({ vi: 'Đến nội dung chính', en: 'Skip to content' })}
      </a>
      {demonstration && (
        <aside
          className={classes.demo}
          aria-label={say({ vi: 'Bản trình diễn', en: 'Demonstration' })}
        >
          {say({
            vi: 'Bản trình diễn: người và dữ liệu đều là giả lập.',
            en: 'Demonstration: people and data are synthetic.',
          })}
        </aside>
      )}
      <header className={classes.header}>
        <Container size="lg" className={classes.bar}>
          <Link href={paths.start} className={classes.brand ?? ''}>
            <Mark size={36} />
            <span>
              <div className={classes.brandName}>
                {say({ vi: 'Trung tâm Dữ liệu quốc gia', en: 'National Data Center' })}
              </div>
              {entries.length < 4 && (
                <div className={classes.brandLine}>
                  {say({ vi: 'Một danh tính · Hỏi một lần', en: 'One identity · Asked once' })}
                </div>
              )}
            </span>
          </Link>
          <nav className={classes.links} aria-label={say({ vi: 'Chính', en: 'Main' })}>
            <Entries entries={entries} className={classes.link ?? ''} />
          </nav>
          <Reader />
        </Container>
      </header>
      <main id="content">
        <Container size="lg" className={classes.main}>
          {children}
        </Container>
      </main>
      <Footer />
      <nav className={classes.tabs} aria-label={say({ vi: 'Thanh dưới', en: 'Bottom bar' })}>
        <Entries entries={entries} className={classes.tab ?? ''} short />
      </nav>
    </>
  )
}

/** A new page begins at its top; the way back is the browser's, which knows where one was. */
function useTop(): void {
  const [location] = useLocation()
  const shown = useRef(location)
  const goingBack = useRef(false)
  useEffect(() => {
    const back = () => {
      goingBack.current = true
    }
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])
  useEffect(() => {
    if (location !== shown.current && !goingBack.current) window.scrollTo({ top: 0 })
    shown.current = location
    goingBack.current = false
  }, [location])
}

function Entries(props: { entries: Entry[]; className: string; short?: boolean }) {
  const say = useSay()
  const [location] = useLocation()
  const here = props.entries
    .filter(({ to }) => location === to || (to !== paths.start && location.startsWith(`${to}/`)))
    .toSorted((a, b) => b.to.length - a.to.length)[0]
  return props.entries.map((it) => (
    <Link
      key={it.to}
      href={it.to}
      className={props.className}
      aria-current={it === here ? 'page' : undefined}
    >
      <Icon name={it.icon} size={props.short ? 22 : 18} />
      {say((props.short && it.short) || it.words)}
    </Link>
  ))
}

/** Language, light, and who is logged in. */
function Reader() {
  const say = useSay()
  const { who } = useSession()
  const [location] = useLocation()
  const search = useSearch()
  const here = location === '/' || location.startsWith('/identity/log-in') ? '' : location
  return (
    <Group gap={4} wrap="nowrap" style={{ flexShrink: 0 }}>
      <LanguageSwitch />
      {who ? (
        <>
          <Suspense>
            <Bell />
          </Suspense>
          <Account name={who.name} />
        </>
      ) : (
        who === null && (
          <Button
            component={Link}
            href={paths.logIn(here && search ? `${here}?${search}` : here)}
            size="sm"
          >
            {say({ vi: 'Đăng nhập', en: 'Log in' })}
          </Button>
        )
      )}
    </Group>
  )
}

function LanguageSwitch() {
  const say = useSay()
  const other = say.language === 'vi' ? 'en' : 'vi'
  const names = { vi: 'Tiếng Việt', en: 'English' }
  return (
    <Button
      variant="subtle"
      color="gray"
      size="sm"
      px={8}
      lang={other}
      onClick={() => say.change(other)}
      aria-label={`${other.toUpperCase()}: ${names[other]}`}
    >
      {other.toUpperCase()}
    </Button>
  )
}

function Account({ name }: { name: string }) {
  const say = useSay()
  const session = useSession()
  const [, go] = useLocation()
  const initials = name
    .split(' ')
    .slice(-2)
    .map((it) => it[0])
    .join('')
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="light"
          size={38}
          radius="xl"
          aria-label={`${initials}: ${say({ vi: 'tài khoản của', en: 'account of' })} ${name}`}
        >
          <Text fw={600} size="sm" component="span">
            {initials}
          </Text>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        {session.who?.offices.map((it) => (
          <Menu.Label key={it.role + it.organisationId}>{it.organisationName}</Menu.Label>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="key" />} onClick={() => go(paths.account)}>
          {say({ vi: 'Tài khoản và thiết bị', en: 'Account and devices' })}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="phone" />} onClick={() => go(paths.approvals)}>
          {say({ vi: 'Phê duyệt đăng nhập', en: 'Approve a log-in' })}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="wallet" />} onClick={() => go(paths.documents)}>
          {say(wallet.words)}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="eye" />} onClick={() => go(paths.accesses)}>
          {say({ vi: 'Ai đã dùng dữ liệu của tôi', en: 'Who used my data' })}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="leave" />}
          onClick={() => void session.leave().then(() => go(paths.start))}
        >
          {say({ vi: 'Đăng xuất', en: 'Log out' })}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Footer() {
  const say = useSay()
  return (
    <footer className={classes.footer}>
      <Container size="lg">
        <Group justify="space-between" gap="md">
          <Text size="sm">
            {say({
              vi: 'Phần mềm nguồn mở, giấy phép Apache-2.0.',
              en: 'Open source, under the Apache-2.0 licence.',
            })}
          </Text>
          <Group gap="lg">
            <a href="/docs">{say({ vi: 'Tài liệu API', en: 'API documentation' })}</a>
            <Link href={paths.check}>
              {say({ vi: 'Kiểm tra giấy tờ', en: 'Check a document' })}
            </Link>
            <Link href={paths.blockchain}>
              {say({ vi: 'Chuỗi khối quốc gia', en: 'National blockchain' })}
            </Link>
            <SchemeSwitch />
          </Group>
        </Group>
      </Container>
    </footer>
  )
}

type Scheme = 'light' | 'dark' | 'auto'
const schemes: { value: Scheme; words: Words }[] = [
  { value: 'auto', words: { vi: 'Sáng tối theo thiết bị', en: 'Light or dark as the device' } },
  { value: 'light', words: { vi: 'Nền sáng', en: 'Light' } },
  { value: 'dark', words: { vi: 'Nền tối', en: 'Dark' } },
]

function SchemeSwitch() {
  const say = useSay()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const keep = (scheme: Scheme) => {
    localStorage.setItem('ndc-scheme', scheme)
    setColorScheme(scheme)
  }
  return (
    <NativeSelect
      size="sm"
      aria-label={say({ vi: 'Sáng hay tối', en: 'Light or dark' })}
      value={colorScheme}
      onChange={(event) => keep(event.currentTarget.value as Scheme)}
      data={schemes.map(({ value, words }) => ({ value, label: say(words) }))}
    />
  )
}
