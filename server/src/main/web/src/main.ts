import '@fontsource-variable/ibm-plex-sans/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { whenSignedOut } from './api/request'
import App from './App.vue'
import { followTheme } from './frame/theme'
import { i18n } from './i18n'
import { router } from './routes'
import { useSession } from './session/session'

followTheme()
const app = createApp(App).use(createPinia()).use(i18n).use(router)

whenSignedOut(() => {
  useSession().forget()
  const here = router.currentRoute.value
  if (here.name !== 'sign-in') void router.replace({ name: 'sign-in', query: { next: here.fullPath } })
})

app.mount('#app')
