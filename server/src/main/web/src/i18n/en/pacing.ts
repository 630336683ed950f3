import type * as zh from '../zh/pacing'

export const pacing: typeof zh.pacing = {
  title: 'Over-dialling and abandoned calls',
  lead: 'More customers are called than agents are ready; at the cap every call keeps its agent again.',
  WARMING_UP: 'too few answered calls',
  OVER_DIALING: 'over-dials',
  STOPPED: 'stopped by the cap',
  why_WARMING_UP: 'Fewer than {least} calls were answered in the measured time: every call keeps its agent.',
  why_OVER_DIALING: 'One more abandoned call would stay within the cap.',
  why_STOPPED: 'One more abandoned call would pass the cap: every call keeps its agent until enough others were answered.',
  abandonedOf: 'abandoned ({abandoned} of {answered} answered in {hours} h)',
  atMost: 'at most {cap} %',
  ratio: '{ratio} calls for each agent',
  underWay: '{n} calls without an agent now',
  at: 'Time',
  share: 'Abandoned',
  cap: 'Cap',
  plotAloud: 'Share of abandoned calls over the last {hours} hours: at most {most} %, the cap is {cap} %',
  off: 'This campaign is not in power mode now',
}
