import { describe, expect, it } from 'vitest'
import { Problem } from '../src/api/problem'
import { Loaded } from '../src/parts/loaded.svelte'
import { Pages, type Page } from '../src/parts/pages.svelte'
import { settled } from './server'

interface Question<T> {
  cursor: string | null
  give: (answer: T) => Promise<void>
  fail: () => Promise<void>
}

function pages() {
  const questions: Question<Page<number>>[] = []
  const list = new Pages<number>(
    (cursor) =>
      new Promise((resolve, reject) => {
        questions.push({
          cursor,
          give: (answer) => (resolve(answer), settled()),
          fail: () => (reject(Problem.unreachable()), settled()),
        })
      }),
  )
  return { list, questions }
}

describe('a list that comes page by page', () => {
  it('keeps what is there when the next page fails, and asks for the same page again', async () => {
    const { list, questions } = pages()
    void list.load()
    await questions[0]!.give({ items: [1, 2], next: 'two' })
    void list.more()
    await questions[1]!.fail()
    expect(list.items).toEqual([1, 2])
    expect(list.problem?.code).toBe('unreachable')
    void list.again()
    expect(questions[2]!.cursor).toBe('two')
    await questions[2]!.give({ items: [3], next: null })
    expect([list.items, list.next, list.problem]).toEqual([[1, 2, 3], null, null])
  })

  it('listens to the latest question only', async () => {
    const { list, questions } = pages()
    void list.load()
    void list.load()
    await questions[1]!.give({ items: [2], next: null })
    await questions[0]!.give({ items: [1], next: 'more' })
    expect([list.items, list.next]).toEqual([[2], null])
    void list.load()
    void list.load()
    await questions[3]!.give({ items: [3], next: null })
    await questions[2]!.fail()
    expect([list.items, list.problem, list.loading]).toEqual([[3], null, false])
  })

  it('shows nothing of another list in place of one that failed', async () => {
    const { list, questions } = pages()
    void list.load()
    await questions[0]!.give({ items: [1], next: null })
    void list.load()
    expect(list.items).toEqual([1])
    await questions[1]!.fail()
    expect(list.items).toEqual([])
  })

  it('stays as it is when it could not be read anew, and can be', async () => {
    const { list, questions } = pages()
    void list.load()
    await questions[0]!.give({ items: [1], next: null })
    void list.refresh()
    await questions[1]!.fail()
    expect(list.items).toEqual([1])
    void list.again()
    await questions[2]!.give({ items: [2, 1], next: null })
    expect([list.items, list.problem]).toEqual([[2, 1], null])
  })
})

describe('what is loaded once', () => {
  it('is never overwritten by the answer to an older question', async () => {
    const answers: ((answer: string) => void)[] = []
    const loaded = new Loaded(() => new Promise<string>((resolve) => answers.push(resolve)))
    void loaded.load()
    answers[1]!('Kerbside')
    await settled()
    answers[0]!('all institutions')
    await settled()
    expect([loaded.value, loaded.loading]).toEqual(['Kerbside', false])
  })

  it('takes no fault from an older question', async () => {
    const fails: ((problem: Problem) => void)[] = []
    const loaded = new Loaded(() => new Promise<string>((_, reject) => fails.push(reject)))
    void loaded.load()
    fails[0]!(Problem.unreachable())
    await settled()
    expect([loaded.problem, loaded.loading]).toEqual([null, true])
  })
})
