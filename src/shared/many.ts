const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/** "1 image", "3 images", "1,204 images". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${whole.format(n)} ${n === 1 ? one : more}`
}
