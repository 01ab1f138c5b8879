import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestHouse } from '#testing/house'

test('a stranger may see places and the pyramid, and no person', async () => {
  await using house = await openTestHouse()
  const stranger = house.caller()
  assert.equal((await stranger.get('/api/population/v1/units')).status, 200)
  assert.equal((await stranger.get('/api/population/v1/people/me')).status, 401)
})
