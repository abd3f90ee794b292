import { standardPlates } from '../wells'
import type { SidecarFacts } from './facts'

/**
 * Squid `acquisition.yaml` or `acquisition parameters.json`: the plate's format and the pixel size, either given or
 * worked out from camera pixel, magnification and tube lens.
 *
 * @throws Error when it tells neither
 */
export function readSquid(text: string): SidecarFacts {
  const number = (key: string) => {
    const found = new RegExp(`(?:^|[\\s"'{,])${key}["']?\\s*:\\s*["']?([\\d.]+)`, 'm').exec(text)
    const value = found ? Number(found[1]) : Number.NaN
    return Number.isFinite(value) && value > 0 ? value : undefined
  }
  const wells = number('wellplate_format') ?? number('format')
  const plate = standardPlates.find((one) => one.wells === wells)
  const sensor = number('sensor_pixel_size_um')
  const magnification = number('magnification')
  const tube = number('tube_lens_mm')
  const designTube = number('tube_lens_f_mm')
  const lens = tube !== undefined && designTube !== undefined ? tube / designTube : 1
  const pixel =
    number('pixel_size_um') ?? (sensor && magnification ? sensor / (magnification * lens) : undefined)
  if (!plate && pixel === undefined) throw new Error('it tells neither a plate format nor a pixel size')
  return {
    rows: plate?.rows,
    columns: plate?.columns,
    pixelSizeUm: pixel === undefined ? undefined : { x: pixel, y: pixel },
  }
}
