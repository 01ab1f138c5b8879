/** What must hold at every quiet moment. Each query returns, as `it`, what breaks the rule. */
export const invariants: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'a case was decided twice',
    query: `select case_id as it from public_services.decision
      where outcome in ('grant', 'refuse') group by case_id having count(*) > 1`,
  },
  {
    name: 'a dossier number stands twice',
    query: `select dossier_number as it from public_services."case"
      where dossier_number is not null group by 1 having count(*) > 1`,
  },
  {
    name: 'dossier numbers have a gap',
    query: `select 'counted ' || counted || ', given ' || given as it from
      (select coalesce(sum(last), 0) as counted from public_services.dossier_count
        where prefix not like 'birth.%') a,
      (select count(*) as given from public_services."case" where dossier_number is not null) b
      where counted <> given`,
  },
  {
    name: 'the state of a case is not what was decided',
    query: `select c.id || ' ' || c.state as it from public_services."case" c
        left join public_services.decision d on d.case_id = c.id and d.outcome <> 'return'
      where case when d.outcome = 'grant' then c.state <> 'completed'
        when d.outcome = 'refuse' then c.state <> 'refused'
        else c.state in ('granted', 'completed', 'refused') end`,
  },
  {
    name: 'the history of a case and its state disagree',
    query: `select c.id || ' ' || c.state as it from public_services."case" c
        left join lateral (select move from public_services.step s where s.case_id = c.id
          order by number desc limit 1) last on true
      where (c.state <> 'draft' or last.move is not null) and c.state is distinct from
        case last.move when 'submit' then 'submitted' when 'take' then 'in-review'
          when 'release' then 'submitted' when 'grant' then 'granted' when 'refuse' then 'refused'
          when 'complete' then 'completed' when 'return' then 'returned'
          when 'withdraw' then 'withdrawn' when 'ask-consent' then 'awaiting-consent'
          else 'draft' end`,
  },
  {
    name: 'the history of a case has a gap',
    query: `select case_id as it from public_services.step group by 1 having max(number) <> count(*)`,
  },
  {
    name: 'a grant has not exactly one document',
    query: `select d.case_id as it from public_services.decision d where d.outcome = 'grant' and
      1 <> (select count(*) from documents.document o where o.case_id = d.case_id)`,
  },
  {
    name: 'a document has no grant',
    query: `select o.id as it from documents.document o where not exists
      (select from public_services.decision d where d.case_id = o.case_id and d.outcome = 'grant'
        and d.confirmation_id = o.confirmation_id and d.digest = o.shown_digest)`,
  },
  {
    name: 'a document was not issued',
    query: `select id as it from documents.document where state = 'ordered'`,
  },
  {
    name: 'a document has not exactly one signed file',
    query: `select o.id as it from documents.document o where 1 <>
      (select count(*) from documents.pdf p where p.document_id = o.id)`,
  },
  {
    name: 'a signed file has no signature in the log',
    query: `select p.document_id as it from documents.pdf p where not exists
      (select from trust_services.signature s
        where s.reference = p.document_id::text and s.serial = p.certificate)`,
  },
  {
    name: 'a signature has no confirmation of its signer',
    query: `select s.id as it from trust_services.signature s left join identity.confirmation c
        on c.id = s.confirmation_id and c.digest = s.shown_digest
      where s.kind = 'pdf' and c.id is null`,
  },
  {
    name: 'a granted birth has not exactly one child',
    query: `select c.dossier_number as it from public_services."case" c
        join public_services.decision d on d.case_id = c.id and d.outcome = 'grant'
      where c.procedure = 'birth-registration' and 1 <>
        (select count(*) from population.life_event e where e.kind = 'birth'
          and e.source like '%hồ sơ ' || c.dossier_number)`,
  },
  {
    name: 'a child has no decision',
    query: `select e.person_id as it from population.life_event e
      where e.kind = 'birth' and e.source like '%hồ sơ %' and not exists
        (select from public_services."case" c join public_services.decision d
          on d.case_id = c.id and d.outcome = 'grant'
        where e.source like '%hồ sơ ' || c.dossier_number)`,
  },
  {
    name: 'a child is half born',
    query: `select p.id as it from population.person p
        join population.life_event e on e.person_id = p.id and e.kind = 'birth'
        join public_services."case" c on e.source like '%hồ sơ ' || c.dossier_number
      where not exists (select from population.parentage m
          where m.child_id = p.id and m.role = 'mother' and m.parent_id is not null)
        or not exists (select from population.household h where h.id = p.household_id)
        or not exists (select from population.name n where n.name = p.full_name)
        or not exists (select from documents.document o where o.case_id = c.id
          and o.holder_id = p.id and o.claims ->> 'number' = p.number)
        or 1 <> (select count(*) from kernel.event v where v.subject = 'population.person-born'
          and v.body ->> 'personId' = p.id::text)
        or 1 <> (select count(*) from kernel.audit_record a where a.operation = 'birthRecord'
          and a.subject_id = p.id)`,
  },
  {
    name: 'a history has no person',
    query: `select e.person_id as it from population.life_event e where not exists
      (select from population.person p where p.id = e.person_id)`,
  },
  {
    name: 'a personal number stands twice',
    query: 'select number as it from population.person group by 1 having count(*) > 1',
  },
  {
    name: 'the book of births has a gap',
    query: `select prefix as it from public_services.dossier_count b
      where prefix like 'birth.%' and last <> (select count(*) from public_services."case" c
        join public_services.decision d on d.case_id = c.id and d.outcome = 'grant'
        where c.procedure = 'birth-registration' and 'birth.' || c.commune = b.prefix)`,
  },
  ...announced('public-services.case-submitted', 'caseId', {
    from: `public_services.step`,
    id: 'case_id',
    where: `move = 'submit'`,
  }),
  ...announced('public-services.case-decided', 'caseId', {
    from: 'public_services.decision',
    id: 'case_id',
    where: `outcome <> 'return'`,
  }),
  ...announced('documents.document-issued', 'documentId', {
    from: 'documents.document',
    id: 'id',
    where: `state <> 'ordered'`,
  }),
  {
    name: 'an event was not taken exactly once by its consumer',
    query: `select v.id as it from kernel.event v where v.subject = 'documents.document-issued'
      and 1 <> (select count(*) from kernel.consumed c where c.event_id = v.id
        and c.consumer = 'public-services:documents.document-issued')`,
  },
  {
    name: 'an event had its effect not exactly once',
    query: `select o.case_id as it from documents.document o where 1 <>
        (select count(*) from public_services.step s
          where s.case_id = o.case_id and s.move = 'complete')
      or 1 <> (select count(*) from public_services.notice n
          where n.case_id = o.case_id and n.kind = 'completed')`,
  },
  {
    name: 'a submission was not told exactly once',
    query: `select c.id as it from public_services."case" c where
      (select count(*) from public_services.step s where s.case_id = c.id and s.move = 'submit') <>
      (select count(*) from public_services.notice n where n.case_id = c.id and n.kind = 'submitted')`,
  },
  {
    name: 'a file is complete without all of its parts',
    query: `select e.id as it from public_services.evidence e where e.received <>
      (select coalesce(sum(length(sealed) - 28), 0) from public_services.evidence_part p
        where p.evidence_id = e.id)`,
  },
]

/** Each fact has exactly one event, and each event its fact. */
function announced(
  subject: string,
  member: string,
  fact: { from: string; id: string; where: string },
): { name: string; query: string }[] {
  const facts = `select ${fact.id}::text as id, count(*) as times from ${fact.from}
    where ${fact.where} group by 1`
  const events = `select body ->> '${member}' as id, count(*) as times from kernel.event
    where subject = '${subject}' group by 1`
  return [
    {
      name: `${subject} was not announced exactly once`,
      query: `select coalesce(f.id, e.id) as it from (${facts}) f full join (${events}) e
          on e.id = f.id where f.times is distinct from e.times`,
    },
  ]
}
