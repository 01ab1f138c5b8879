/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'data_coordination.member': {
    id: string
    class: string
    code: string
    organisation_id: string | null
    name_vi: string
    name_en: string
    since: Date
  }
}
