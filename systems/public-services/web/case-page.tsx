import { useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { CaseFormView } from '../contract.ts'
import { CaseForm } from './case-form.tsx'
import { CaseStatus } from './case-status.tsx'

const open = new Set(['draft', 'returned'])
const moving = new Set(['submitted', 'in-review', 'granted', 'awaiting-consent'])

export default function CasePage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const path = `/api/public-services/v1/cases/${id}`
  const form = useAnswer<CaseFormView>(path)
  const state = form.data?.case.state
  // While it is on its way, the page follows by itself.
  useAnswer<CaseFormView>(path, {
    enabled: state !== undefined && moving.has(state),
    everyMs: state === 'granted' ? 1_500 : 8_000,
  })
  return (
    <Page
      narrow
      title={form.data ? say(form.data.case.title) : say({ vi: 'Hồ sơ', en: 'Case' })}
      back={{ to: paths.cases, words: { vi: 'Hồ sơ của tôi', en: 'My cases' } }}
    >
      <Answered of={form} lines={6}>
        {(it) =>
          open.has(it.case.state) ? (
            <CaseForm key={it.case.id} form={it} />
          ) : (
            <CaseStatus form={it} />
          )
        }
      </Answered>
    </Page>
  )
}
