// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {GovernorVotesQuorumFraction} from
    "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

/// An assembly of the coin's holders: a second of delay, `term` seconds of voting, a quorum of a tenth.
contract Assembly is Governor, GovernorCountingSimple, GovernorVotes, GovernorVotesQuorumFraction {
    uint32 private immutable _term;

    constructor(IVotes coin, uint32 term)
        Governor("Assembly") GovernorVotes(coin) GovernorVotesQuorumFraction(10)
    {
        _term = term;
    }

    function votingDelay() public pure override returns (uint256) {
        return 1;
    }

    function votingPeriod() public view override returns (uint256) {
        return _term;
    }
}
