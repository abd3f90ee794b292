/**
 * Natural order of names: digit runs compare as numbers, letters without case, then by code unit so that the
 * order is total and the same on every computer. (Intl.Collator is ten times slower and depends on the locale.)
 */
export function compareNatural(a: string, b: string): number {
  const lengthA = a.length
  const lengthB = b.length
  let i = 0
  let j = 0
  while (i < lengthA && j < lengthB) {
    let codeA = a.charCodeAt(i)
    let codeB = b.charCodeAt(j)
    if (isDigit(codeA) && isDigit(codeB)) {
      while (i < lengthA && a.charCodeAt(i) === 48) i++
      while (j < lengthB && b.charCodeAt(j) === 48) j++
      let endA = i
      let endB = j
      while (endA < lengthA && isDigit(a.charCodeAt(endA))) endA++
      while (endB < lengthB && isDigit(b.charCodeAt(endB))) endB++
      if (endA - i !== endB - j) return endA - i - (endB - j)
      for (; i < endA; i++, j++) {
        const difference = a.charCodeAt(i) - b.charCodeAt(j)
        if (difference !== 0) return difference
      }
      continue
    }
    if (codeA !== codeB) {
      if (codeA >= 65 && codeA <= 90) codeA += 32
      if (codeB >= 65 && codeB <= 90) codeB += 32
      // A folder's files come before its subfolders' names go on: the separator sorts first.
      if (codeA === 47) codeA = 0
      if (codeB === 47) codeB = 0
      if (codeA !== codeB) return codeA - codeB
    }
    i++
    j++
  }
  const rest = lengthA - i - (lengthB - j)
  if (rest !== 0) return rest
  return a < b ? -1 : a > b ? 1 : 0
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
