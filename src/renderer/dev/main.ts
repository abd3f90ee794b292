import { boot } from '../boot'
import { fakeApi } from './fake-api'

// For component tests and the bench only: this page is no entry of the build.
const query = new URLSearchParams(window.location.search)
const api = fakeApi({
  images: Number(query.get('images') ?? 384 * 4),
  nucleiPerImage: Number(query.get('nuclei') ?? 120),
  side: Number(query.get('side') ?? 1024),
  live: query.get('live') === '1',
  channels: Number(query.get('channels') ?? 1),
  plates: Number(query.get('plates') ?? 1),
})
Object.assign(window, { fake: api })
void boot(async () => api)
