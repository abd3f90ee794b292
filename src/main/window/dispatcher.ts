import { KaryonError, toFailure } from '@core/errors'
import type { Args, BinaryArgs, BinaryName, BinaryResult, Reply, RequestName } from '@shared/contract'
import { binarySchemas, requestSchemas } from '@shared/schemas'
import type { ServicesPort } from '@shared/services-port'
import type { z } from 'zod'

/** The border of both shells: an unknown name or wrong arguments never reach the services. */

function refuse(what: string, error?: z.ZodError): KaryonError {
  const where = error?.issues[0]
    ? ` (${error.issues[0].path.join('.') || 'arguments'}: ${error.issues[0].message})`
    : ''
  return new KaryonError(
    'usage',
    `The window asked for something the services do not know: ${what}${where}.`,
    'Start Karyon again; if it stays, report it.',
  )
}

/** @returns always a reply; a failure keeps its code, message and remedy. */
export async function answerRequest(
  port: ServicesPort,
  name: unknown,
  args: unknown,
): Promise<Reply<unknown>> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(requestSchemas, name)) throw refuse(String(name))
    const key = name as RequestName
    const checked = requestSchemas[key].safeParse(args ?? {})
    if (!checked.success) throw refuse(name, checked.error)
    return { ok: true, value: await port.request(key, checked.data as Args<RequestName>) }
  } catch (error) {
    return { ok: false, failure: toFailure(error) }
  }
}

/** As `answerRequest`, for answers made of buffers. */
export async function answerBinary(
  port: ServicesPort,
  name: unknown,
  args: unknown,
): Promise<Reply<BinaryResult<BinaryName>>> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(binarySchemas, name)) throw refuse(String(name))
    const key = name as BinaryName
    const checked = binarySchemas[key].safeParse(args ?? {})
    if (!checked.success) throw refuse(name, checked.error)
    return { ok: true, value: await port.binary(key, checked.data as BinaryArgs<BinaryName>) }
  } catch (error) {
    return { ok: false, failure: toFailure(error) }
  }
}
