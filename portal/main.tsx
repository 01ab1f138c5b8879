import './styles.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openQueries } from './ask.ts'
import { Layout } from './layout.tsx'
import { PasskeyProvider } from './passkey.tsx'
import { Routes } from './routes.tsx'
import { SayProvider } from './say.tsx'
import { SessionProvider } from './session.tsx'
import { theme } from './theme.ts'

const scheme = localStorage.getItem('ndc-scheme')

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme={scheme === 'dark' || scheme === 'light' ? scheme : 'auto'}
    >
      <QueryClientProvider client={openQueries()}>
        <SayProvider>
          <SessionProvider>
            <PasskeyProvider>
              <Layout>
                <Routes />
              </Layout>
            </PasskeyProvider>
          </SessionProvider>
        </SayProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register('/service-worker.js')
}
