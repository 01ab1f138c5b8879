import { Link } from 'wouter'
import { useSay } from '#portal/say.tsx'
import type { Party } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'

/** The first and last digits of a hash or address; the whole one is its title. */
export function Shortened({ of, href }: { of: string; href?: string }) {
  const short = `${of.slice(0, 10)}…${of.slice(-6)}`
  return href === undefined ? (
    <span className={classes.code} title={of}>
      {short}
    </span>
  ) : (
    <Link href={href} className={classes.code ?? ''} title={of}>
      {short}
    </Link>
  )
}

/** An address by the name of who stands behind it, where the chain knows it. */
export function PartyLink({ of: { address, name } }: { of: Party }) {
  const say = useSay()
  return name ? (
    <Link href={to.account(address)} title={address}>
      {say(name)}
    </Link>
  ) : (
    <Shortened of={address} href={to.account(address)} />
  )
}
