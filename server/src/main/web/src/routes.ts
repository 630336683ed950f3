import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { i18n } from './i18n'
import { placesFor } from './frame/navigation'
import { useSession } from './session/session'

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./frame/NotFoundPage.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue'), meta: { open: true } },
  { path: '/board', name: 'board', component: () => import('./board/BoardPage.vue') },
  { path: '/line', name: 'line', component: () => import('./line/LinePage.vue') },
  { path: '/callbacks', name: 'callbacks', component: () => import('./callbacks/CallbackListPage.vue') },
  { path: '/callbacks/:id', name: 'callback', component: () => import('./callbacks/CallbackPage.vue'), props: true, meta: { title: 'callbacks' } },
  { path: '/customers', name: 'customers', component: () => import('./customers/CustomerListPage.vue') },
  { path: '/customers/:id', name: 'customer', component: () => import('./customers/CustomerPage.vue'), props: true, meta: { title: 'customers' } },
  { path: '/inbound-calls', name: 'inbound', component: () => import('./inbound/InboundPage.vue') },
  { path: '/requests', name: 'requests', component: () => import('./requests/RequestsPage.vue') },
  { path: '/recordings/problems', name: 'findings', component: () => import('./findings/FindingsPage.vue') },
  { path: '/recordings', name: 'recordings', component: () => import('./recordings/RecordingsPage.vue') },
  { path: '/recordings/:id', name: 'recording', component: () => import('./recordings/RecordingPage.vue'), props: true, meta: { title: 'recordings' } },
  { path: '/quality', name: 'quality', component: () => import('./quality/QualityPage.vue') },
  { path: '/quality/samples/:id', name: 'quality-sample', component: () => import('./quality/SamplePage.vue'), props: true, meta: { title: 'quality' } },
  { path: '/quality/scores', name: 'quality-scores', component: () => import('./quality/ScoresPage.vue'), meta: { title: 'quality' } },
  { path: '/quality/scorecards', name: 'quality-scorecards', component: () => import('./quality/ScorecardsPage.vue'), meta: { title: 'quality' } },
  { path: '/quality/calibrations', name: 'quality-calibrations', component: () => import('./quality/CalibrationsPage.vue'), meta: { title: 'quality' } },
  { path: '/quality/calibrations/:id', name: 'quality-calibration', component: () => import('./quality/CalibrationPage.vue'), props: true, meta: { title: 'quality' } },
  { path: '/quality/calls/:id', name: 'quality-score', component: () => import('./quality/ScorePage.vue'), props: true, meta: { title: 'quality' } },
  { path: '/quality/findings', name: 'quality-findings', component: () => import('./rectification/FindingsPage.vue'), meta: { title: 'quality' } },
  { path: '/quality/findings/:id', name: 'quality-finding', component: () => import('./rectification/FindingPage.vue'), props: true, meta: { title: 'quality' } },
  { path: '/quality/violations', name: 'violations', component: () => import('./rectification/ViolationsPage.vue'), meta: { title: 'quality' } },
  { path: '/quality/violation-kinds', name: 'violation-kinds', component: () => import('./rectification/KindsPage.vue'), meta: { title: 'quality' } },
  { path: '/numbers', name: 'numbers', component: () => import('./numbers/NumbersPage.vue') },
  { path: '/campaigns', name: 'campaigns', component: () => import('./campaigns/CampaignListPage.vue') },
  { path: '/campaigns/new', name: 'new-campaign', component: () => import('./campaigns/NewCampaignPage.vue'), meta: { title: 'campaigns' } },
  { path: '/campaigns/:id', name: 'campaign', component: () => import('./campaigns/CampaignPage.vue'), props: true, meta: { title: 'campaigns' } },
  { path: '/campaigns/:id/rules', name: 'rules', component: () => import('./campaigns/RulesPage.vue'), props: true, meta: { title: 'campaigns' } },
  { path: '/campaigns/:id/coverage', name: 'campaign-coverage', component: () => import('./coverage/CoveragePage.vue'), props: true, meta: { title: 'coverage' } },
  { path: '/plan', name: 'plan', component: () => import('./plan/PlanPage.vue') },
  { path: '/coverage', name: 'coverage', component: () => import('./coverage/CoverageListPage.vue') },
  { path: '/messages', name: 'messages', component: () => import('./messages/MessagesPage.vue') },
  { path: '/messages/:id', name: 'message', component: () => import('./messages/MessagePage.vue'), props: true, meta: { title: 'messages' } },
  { path: '/corrections', name: 'corrections', component: () => import('./records/CorrectionsPage.vue') },
  { path: '/conflicts', name: 'conflicts', component: () => import('./records/ConflictsPage.vue'), meta: { title: 'customers' } },
  { path: '/organisation', name: 'organisation', component: () => import('./records/OrganisationPage.vue') },
  { path: '/calendars', name: 'calendars', component: () => import('./calendars/CalendarsPage.vue'), meta: { title: 'organisation' } },
  { path: '/agents', name: 'agents', component: () => import('./agents/AgentsPage.vue') },
  { path: '/trunks', name: 'trunks', component: () => import('./trunks/TrunksPage.vue') },
  { path: '/stores', name: 'stores', component: () => import('./stores/StoresPage.vue') },
  { path: '/imports', name: 'imports', component: () => import('./imports/ImportsPage.vue') },
  { path: '/imports/:id', name: 'import', component: () => import('./imports/ImportPage.vue'), props: true, meta: { title: 'imports' } },
  { path: '/access', name: 'access', component: () => import('./access/AccessPage.vue') },
  { path: '/retention', name: 'retention', component: () => import('./retention/RetentionPage.vue') },
  { path: '/ledger', name: 'ledger', component: () => import('./ledger/LedgerPage.vue') },
  { path: '/alarms', name: 'alarms', component: () => import('./alarms/AlarmsPage.vue') },
  { path: '/users', name: 'users', component: () => import('./users/UsersPage.vue') },
  { path: '/users/:id/tokens', name: 'tokens', component: () => import('./tokens/TokensPage.vue'), props: true, meta: { title: 'users' } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./frame/NotFoundPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async to => {
  if (to.meta.open) return true
  const session = useSession()
  try {
    await session.recall()
  } catch {
    return { name: 'sign-in', query: { next: to.fullPath, away: '1' } }
  }
  if (!session.user) return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
  const first = placesFor(session.user.roles)[0]
  return to.name === 'home' && first ? { name: first.name, replace: true } : true
})

router.afterEach(to => {
  const key = `nav.${String(to.meta.title ?? to.name)}`
  const name = i18n.global.te(key) ? i18n.global.t(key) : ''
  document.title = name ? `${name} · Huifang 回访` : 'Huifang 回访'
})
