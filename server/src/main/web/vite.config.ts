import vue from '@vitejs/plugin-vue'
import Icons from 'unplugin-icons/vite'
import { defineConfig } from 'vitest/config'
import { sampleServer } from './sample/server.ts'

export default defineConfig(({ mode }) => ({
  plugins: [vue(), Icons({ compiler: 'vue3', scale: 1.15 }), mode === 'sample' ? sampleServer() : undefined],
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_OPTIONS_API__: false,
  },
  build: {
    outDir: '../../../target/classes/pages',
    emptyOutDir: true,
    target: 'es2022',
    // Small files stay files: a data: address would need a wider content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: mode === 'sample' ? undefined : { '/api': process.env.HUIFANG_SERVER ?? 'http://localhost:8080' } },
  test: { include: ['tests/**/*.test.ts'] },
}))
