import type { Field } from './field'

/**
 * What the measured intensities of each channel are called: one name, or three where it is stored in colours. In the
 * order of `Nucleus.intensities` when put end to end.
 */
export async function intensityNames(field: Field): Promise<string[][]> {
  const { channels, set, metadata } = field
  const several = Math.max(set.channels.length, metadata.sizeC) > 1
  const names: string[][] = []
  for (const [c, { name = 'intensity' }] of channels.entries()) {
    const { samples } = await field.metadataOf(c)
    const colours = ['red', 'green', 'blue']
    names.push(samples === 1 ? [name] : several ? colours.map((colour) => `${name} ${colour}`) : colours)
  }
  return names
}
