import { describe, expect, it } from 'vitest'
import { sceneFor, wantsDrawing } from '../../src/renderer/viewer/scene-plan'

const stage = { width: 1000.4, height: 500 }
const view = { scale: 2, x: 300, y: 200 }

describe('the drawing ahead of the view', () => {
  it('reaches a quarter of the stage further on each side, in whole screen pixels', () => {
    const scene = sceneFor(view, stage)
    expect(scene.view).toEqual({ scale: 2, x: 300 - 125, y: 200 - 62.5 })
    expect(scene.stage).toEqual({ width: 1500.4, height: 750 })
  })

  it('is made anew when half of that is used up, and not before', () => {
    const scene = sceneFor(view, stage).view
    const panned = (screen: number) => wantsDrawing(scene, { ...view, x: view.x + screen / 2 }, stage)
    expect([panned(0), panned(100), panned(-120), panned(130), panned(-400)]).toEqual([
      'no',
      'no',
      'no',
      'now',
      'now',
    ])
  })

  it('waits for a zoom to rest, unless it is stretched too far', () => {
    const scene = sceneFor(view, stage).view
    const zoomed = (factor: number) => wantsDrawing(scene, { ...view, scale: 2 * factor }, stage)
    expect([zoomed(1.01), zoomed(1.7), zoomed(0.6), zoomed(2), zoomed(0.5)]).toEqual([
      'at rest',
      'at rest',
      'at rest',
      'now',
      'now',
    ])
  })
})
