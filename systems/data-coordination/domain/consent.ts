/** What a person reads before they agree. Plain words; nothing is agreed to by silence. */
import type { Words } from '#kernel/words'

export function consentWords(
  client: { readonly member: Words; readonly subsystem: Words },
  service: { readonly title: Words; readonly owner: Words },
  purpose: Words,
): Words {
  const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
  return {
    vi:
      `Tôi đồng ý để ${client.member.vi} (${client.subsystem.vi}) nhận dữ liệu của tôi từ ` +
      `dịch vụ "${service.title.vi}" của ${service.owner.vi}, chỉ để: ${lower(purpose.vi)}. ` +
      'Tôi có thể rút lại bất cứ lúc nào.',
    en:
      `I agree that ${client.member.en} (${client.subsystem.en}) receives my data from ` +
      `"${service.title.en}" of ${service.owner.en}, only for: ${lower(purpose.en)}. ` +
      'I can take this back at any time.',
  }
}

/** A consent is asked for anew after so long, even where the grant goes on. */
export const longestConsentDays = 365
