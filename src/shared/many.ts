/** "1,204", of a whole number. By hand: loading the tables of number formats takes longer than counting a small image. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** "1 image", "3 images", "1,204 images". */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : more}`
}
