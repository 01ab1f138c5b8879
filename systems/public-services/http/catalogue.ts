import type { Routes } from '#kernel/system'
import { FiguresView, ProcedureList, ProcedureParams, ProcedureView } from '../contract.ts'
import { type CostStep, compare, incomePerHour, type Summed } from '../domain/compliance-cost.ts'
import type { ProcedureEntry } from '../domain/procedure.ts'
import type { Needs } from '../needs.ts'
import { type Figures, readFigures } from '../storage/figures.ts'

const keptMs = 10_000
const yearMs = 365 * 86_400_000

/** /catalogue and /figures — what anyone may know about the services, and how they are doing. */
export function catalogueRoutes({ kernel, db, services }: Needs): Routes {
  const { clock } = kernel
  let kept: { at: number; figures: Promise<Figures[]> } | undefined

  function figures(): Promise<Figures[]> {
    if (!kept || clock.elapsedMs() - kept.at > keptMs) {
      const read = readFigures(db, new Date(clock.now().getTime() - yearMs))
      kept = { at: clock.elapsedMs(), figures: read }
      read.catch(() => (kept = undefined))
    }
    return kept.figures
  }

  return async (app) => {
    app.get(
      '/catalogue',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'procedureList',
          summary: 'The public services on offer, with what they cost people',
          response: { 200: ProcedureList },
        },
      },
      async () => {
        const measured = await figures()
        return { items: services.entries.map((it) => procedureView(it, measured)) }
      },
    )

    app.get(
      '/catalogue/:code',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'procedureGet',
          summary: 'One public service',
          params: ProcedureParams,
          response: { 200: ProcedureView },
        },
      },
      async (request) => procedureView(services.entry(request.params.code), await figures()),
    )

    app.get(
      '/figures',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'figuresGet',
          summary: 'Cases of the last year: how many, how fast, what was saved',
          response: { 200: FiguresView },
        },
      },
      async () => totals(await figures(), services.entries),
    )
  }
}

function procedureView(it: ProcedureEntry, measured: readonly Figures[]): ProcedureView {
  const { paper, digital, savedPerYear, savedShare } = compare(it.cost)
  const own = measured.find((figure) => figure.procedure === it.code)
  return {
    code: it.code,
    title: it.title,
    summary: it.summary,
    audience: it.audience,
    steps: [...it.steps],
    notAsked: [...it.notAsked],
    outcome: it.outcome,
    validity: it.validity,
    authority: it.authority,
    workingDays: it.workingDays,
    fee: it.feeWords,
    law: [...it.law],
    cost: {
      paper: costView(it.cost.paper, paper),
      digital: costView(it.cost.digital, digital),
      savedPerYear: savedPerYear.toString(),
      savedShare,
      incomePerHour,
      subjects: it.cost.subjects,
      basis: it.cost.basis,
    },
    measured: {
      completed: own?.completed ?? 0,
      medianMinutesToFill: own?.medianMinutesToFill ?? null,
      medianHoursToDecide: own?.medianHoursToDecide ?? null,
      onTimeShare: own?.onTimeShare ?? null,
    },
  }
}

function costView(steps: readonly CostStep[], sum: Summed) {
  return {
    steps: steps.map(({ words, hours, consultant = 0, fees = 0, other = 0 }) => ({
      words,
      hours,
      money: String(consultant + fees + other),
    })),
    hours: sum.hours,
    once: sum.once.toString(),
    perYear: sum.perYear.toString(),
  }
}

function totals(figures: readonly Figures[], entries: readonly ProcedureEntry[]): FiguresView {
  const sum = (value: (it: Figures) => number) => figures.reduce((all, it) => all + value(it), 0)
  const completed = sum((it) => it.completed)
  const weighted = (value: (it: Figures) => number | null) => {
    const told = figures.filter((it) => value(it) !== null && it.submitted > 0)
    const cases = told.reduce((all, it) => all + it.submitted, 0)
    if (cases === 0) return null
    return told.reduce((all, it) => all + (value(it) ?? 0) * it.submitted, 0) / cases
  }
  const saved = figures.reduce((all, it) => {
    const entry = entries.find(({ code }) => code === it.procedure)
    if (!entry) return all
    const { paper, digital } = compare(entry.cost)
    return all + (paper.once - digital.once) * BigInt(it.completed)
  }, 0n)
  return {
    submitted: sum((it) => it.submitted),
    completed,
    medianHoursToDecide: weighted((it) => it.medianHoursToDecide),
    onTimeShare: weighted((it) => it.onTimeShare),
    saved: saved.toString(),
  }
}
