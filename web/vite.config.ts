import { fileURLToPath, URL } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { groups } from './tools/chunks';

const server = process.env.HUAN_SERVER ?? 'http://localhost:8080';

/** The server answers /h5/... with h5.html and /field with field.html; in development this does the same. */
function ownPages(): Plugin {
  return {
    name: 'huan-own-pages',
    configureServer(dev) {
      dev.middlewares.use((request, _response, next) => {
        const own = /^\/(h5|field)(?=[/?]|$)/.exec(request.url ?? '')?.[1];
        if (own) request.url = `/${own}.html${request.url?.replace(/^[^?]*/, '') ?? ''}`;
        next();
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), ownPages()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Chunks find each other beside themselves, so that Huan may be served below a path ("/crm").
  experimental: {
    renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
  },
  server: { port: 5173, proxy: { '/api': server, '/v1': server, '/p/': server } },
  build: {
    manifest: true,
    target: 'es2020',
    // The largest lazy chunk is the chart library; what loads first is watched by tools/budget.mjs.
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      input: {
        console: fileURLToPath(new URL('./index.html', import.meta.url)),
        field: fileURLToPath(new URL('./field.html', import.meta.url)),
        h5: fileURLToPath(new URL('./h5.html', import.meta.url)),
      },
      output: {
        codeSplitting: { groups: groups(fileURLToPath(new URL('./src', import.meta.url))) },
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/testing/setup.ts'],
    css: false,
    testTimeout: 15_000,
  },
});
