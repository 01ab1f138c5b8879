import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayMove, nextState, type RunMove, type RunState, runStateWords, stepsOf } from './run.ts'

const states = Object.keys(runStateWords) as RunState[]
const moves: RunMove[] = ['start', 'wait', 'finish', 'block', 'fail', 'cancel', 'retry']

test('every move from every state leads where the table says, or nowhere', () => {
  const expected: Record<RunState, string> = {
    waiting: 'start>running fail>failed cancel>cancelled',
    running: 'start>running wait>waiting finish>done block>blocked fail>failed cancel>cancelled',
    done: '',
    blocked: 'retry>waiting',
    failed: 'retry>waiting',
    cancelled: 'retry>waiting',
  }
  for (const state of states) {
    const found = moves
      .filter((move) => mayMove(state, move))
      .map((move) => `${move}>${nextState(state, move)}`)
    assert.equal(found.join(' '), expected[state], state)
    for (const move of moves) {
      if (!mayMove(state, move)) assert.throws(() => nextState(state, move), { status: 409 })
    }
  }
})

test('a run takes the steps up to the one that was asked for, and links only where declared', () => {
  assert.deepEqual(stepsOf('profile', true), ['load', 'profile'])
  assert.deepEqual(stepsOf('publish', false), ['load', 'profile', 'map', 'check', 'publish'])
  assert.deepEqual(stepsOf('publish', true).at(-2), 'link')
})
