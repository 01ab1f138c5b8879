/**
 * Gathers the questions that arrive while an earlier batch is under way, and asks them together:
 * under load one round trip serves many callers, and a lone caller waits for nobody.
 *
 * @param ask Answers in the order of the questions.
 * @param max Questions in one batch.
 */
export function batched<Question, Answer>(
  ask: (questions: Question[]) => Promise<Answer[]>,
  max: number,
): (question: Question) => Promise<Answer> {
  type Waiting = {
    question: Question
    resolve: (answer: Answer) => void
    reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let asking = false

  async function askAll(): Promise<void> {
    asking = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, max)
      waiting = waiting.slice(max)
      try {
        const answers = await ask(batch.map((it) => it.question))
        batch.forEach((it, at) => it.resolve(answers[at] as Answer))
      } catch (error) {
        for (const it of batch) it.reject(error)
      }
    }
    asking = false
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (!asking) setImmediate(() => asking || void askAll())
    })
}
