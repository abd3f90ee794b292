/** Milliseconds of silence to bear from an image or a device, where `KARYON_SILENCE_S` says so (in seconds). */
export function silenceGiven(): number | undefined {
  const seconds = Number(process.env.KARYON_SILENCE_S)
  return seconds > 0 ? seconds * 1000 : undefined
}
