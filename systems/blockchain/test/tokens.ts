import type { Abi, Hex } from 'viem'
import { findLibrary, openCompiler, systemSettings } from '../contracts/compile.ts'

const source = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
contract Token is ERC20 {
  constructor(uint256 supply) ERC20("Token", "TOK") { _mint(msg.sender, supply); }
  function spin() external view returns (uint256 it) { while (gasleft() > 100) it += 1; }
  function fail(string calldata why) external pure { revert(why); }
}`

/** OpenZeppelin's ERC-20, with a function that burns gas and one that always reverts. */
export function compileToken(): { readonly abi: Abi; readonly bytecode: Hex } {
  const { contracts, errors = [] } = openCompiler().compile(
    {
      language: 'Solidity',
      sources: { 'Token.sol': { content: source } },
      settings: systemSettings,
    },
    findLibrary,
  )
  const token = contracts?.['Token.sol']?.['Token']
  if (!token) throw new Error(errors.map((it) => it.formattedMessage).join('\n'))
  return { abi: token.abi as Abi, bytecode: `0x${token.evm.bytecode.object}` }
}
