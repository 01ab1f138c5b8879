import type { Words } from '#kernel/words'
import type { Agencies } from './agencies.ts'
import type { Commune } from './communes.ts'
import { dateOf, years } from './day.ts'
import { ageOf, type Ground, type Home, isAlive, type Member } from './member.ts'
import type { Office, Organisation, Role } from './organisation.ts'

type Post = { organisation: Organisation; role: Role; title: Words; unitCode: string }

const titles = {
  registrar: { vi: 'Công chức tư pháp – hộ tịch', en: 'Civil status official' },
  officer: { vi: 'Cán bộ công an', en: 'Police officer' },
  recorder: { vi: 'Nhân viên hồ sơ y tế', en: 'Medical records clerk' },
}

/** Fills the posts of the state from the people of each commune, as they come. */
export function openPosts(agencies: Agencies, lived: readonly Commune[]) {
  const vacant = new Map<string, Post[]>()
  const hospitals = new Set<string>()
  for (const { code, province } of lived) {
    const { committee, police } = agencies.ofCommune(code)
    const posts: Post[] = [
      { organisation: committee, role: 'civil-registrar', title: titles.registrar, unitCode: code },
      { organisation: police, role: 'commune-police', title: titles.officer, unitCode: code },
    ]
    if (!hospitals.has(province)) {
      hospitals.add(province)
      const organisation = agencies.hospitalOf(province)
      const unitCode = province
      posts.push({ organisation, role: 'hospital-recorder', title: titles.recorder, unitCode })
    }
    vacant.set(code, posts)
  }
  return {
    /** Gives the posts of a commune that are still vacant to those of a home who are fit. */
    fill(ground: Ground, { commune, members }: Home, offices: Office[]): void {
      const posts = vacant.get(commune.code)
      if (!posts) return
      for (const member of members) {
        const post = isFit(ground, member) && posts.shift()
        if (!post) continue
        offices.push(officeOf(ground, member, post))
        if (posts.length === 0) vacant.delete(commune.code)
      }
    },
    /** Takes a post out of those that are to be filled. */
    take(code: string, role: Role): void {
      const posts = vacant.get(code) ?? []
      vacant.set(
        code,
        posts.filter((it) => it.role !== role),
      )
    },
  }
}

export type Posts = ReturnType<typeof openPosts>

function isFit(ground: Ground, member: Member): boolean {
  const age = ageOf(member, ground)
  return isAlive(member) && !member.steady && age >= 27 && age < 55
}

export function officeOf(
  ground: Ground,
  member: Member,
  post: Omit<Post, 'unitCode'> & { unitCode: string | null },
): Office {
  const { numbers, random, today } = ground
  const { organisation, role, title, unitCode } = post
  const served = Math.min(today - member.born - years(23), years(12))
  return {
    id: numbers.id('office', random),
    personId: member.id,
    organisationId: organisation.id,
    role,
    title,
    unitCode,
    since: dateOf(today - random.between(90, served)),
  }
}
