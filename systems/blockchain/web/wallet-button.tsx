import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import type { ChainOverview } from '../contract.ts'

/** A wallet in the browser, such as MetaMask (EIP-1193). */
type Wallet = { request(order: { method: string; params: unknown[] }): Promise<unknown> }

const walletHere = (): Wallet | undefined => (window as { ethereum?: Wallet }).ethereum

/** Adds this network to the wallet of the browser (EIP-3085), where there is one. */
export function WalletButton({ of: { chainId, rpcUrl } }: { of: ChainOverview }) {
  const say = useSay()
  const [state, setState] = useState<'idle' | 'busy' | 'added' | 'declined'>('idle')
  const wallet = walletHere()
  if (!wallet) return null
  const add = async () => {
    setState('busy')
    const network = {
      chainId: `0x${chainId.toString(16)}`,
      chainName: say({ vi: 'Chuỗi khối quốc gia (NDC)', en: 'National blockchain (NDC)' }),
      nativeCurrency: { name: 'NDC', symbol: 'NDC', decimals: 18 },
      rpcUrls: [rpcUrl],
      blockExplorerUrls: [`${location.origin}/blockchain`],
    }
    try {
      await wallet.request({ method: 'wallet_addEthereumChain', params: [network] })
      setState('added')
    } catch {
      setState('declined')
    }
  }
  return (
    <div aria-live="polite">
      <Button
        size="sm"
        variant="default"
        loading={state === 'busy'}
        leftSection={<Icon name={state === 'added' ? 'check' : 'wallet'} size={18} />}
        onClick={() => void add()}
      >
        {state === 'added'
          ? say({ vi: 'Đã thêm vào ví', en: 'Added to the wallet' })
          : say({ vi: 'Thêm mạng vào ví', en: 'Add the network to your wallet' })}
      </Button>
      {state === 'declined' && (
        <Text size="sm" c="dimmed">
          {say({ vi: 'Ví chưa thêm mạng này.', en: 'The wallet has not added it.' })}
        </Text>
      )}
    </div>
  )
}
