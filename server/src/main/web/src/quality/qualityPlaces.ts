import type { Role } from '../api/types'

export interface QualityPlace {
  name: string
  /** Key of its name in the texts. */
  text: string
  roles: Role[]
}

/** The pages below /quality, in their order, and who sees them. */
export const qualityPlaces: QualityPlace[] = [
  { name: 'quality', text: 'quality.samples', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR'] },
  { name: 'quality-scores', text: 'quality.scores', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR', 'AGENT'] },
  { name: 'quality-scorecards', text: 'quality.scorecards', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR'] },
  { name: 'quality-calibrations', text: 'quality.calibrations', roles: ['COMPLIANCE', 'RECORDS_MANAGER'] },
  { name: 'quality-findings', text: 'nav.quality-findings', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR', 'AGENT'] },
  { name: 'violations', text: 'nav.violations', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR'] },
  { name: 'violation-kinds', text: 'rectify.kinds', roles: ['COMPLIANCE', 'RECORDS_MANAGER', 'SUPERVISOR'] },
]
