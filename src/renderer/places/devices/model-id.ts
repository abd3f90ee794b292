import type { ModelInfo } from '@shared/contract'

/** Tells models apart; two may share a network, and an imported one the name of another version. */
export const modelId = ({ name, version, sha256 }: ModelInfo) => `${name} ${version} ${sha256 ?? ''}`
