// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// Deeds that their registrar issues; each names the digest of what it stands for, and nothing about a person.
contract Deed is ERC721, Ownable {
    mapping(uint256 deed => bytes32) public digestOf;
    uint256 private _count;

    constructor(address registrar) ERC721("Deed", "DEED") Ownable(registrar) {}

    function issue(address holder, bytes32 digest) external onlyOwner returns (uint256 deed) {
        deed = ++_count;
        digestOf[deed] = digest;
        _safeMint(holder, deed);
    }
}
