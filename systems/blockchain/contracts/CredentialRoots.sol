// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Issuers} from "./Issuers.sol";

/**
 * @title Roots of the trees of credentials, per issuer
 * @notice An issuer gathers salted commitments to its credentials into a tree (keccak256 over sorted pairs, leaves
 * hashed twice) and publishes the root. A root can be revoked, and an epoch voids all roots before it.
 * @dev The tree is the one of `@openzeppelin/merkle-tree` for leaves of one bytes32.
 */
contract CredentialRoots {
    /// One word: publishedAt in bytes 0–7, revokedAt 8–15, epoch 16–19, leaves 20–27.
    struct Root {
        uint64 publishedAt;
        uint64 revokedAt;
        uint32 epoch;
        uint64 leaves;
    }

    uint256 public constant MAX_PROOF = 64;

    Issuers public immutable issuers;

    mapping(address issuer => mapping(bytes32 root => Root)) private _roots;
    /// Roots of earlier epochs no longer count.
    mapping(address issuer => uint32) public epochs;

    event Published(address indexed issuer, bytes32 indexed root, uint32 indexed epoch, uint64 leaves);
    event Revoked(address indexed issuer, bytes32 indexed root);
    event EpochAdvanced(address indexed issuer, uint32 epoch);

    error NotIssuer(address account);
    error AlreadyPublished(bytes32 root);
    error NotPublished(bytes32 root);
    error AlreadyRevoked(bytes32 root);
    error BadRoot();
    error ProofTooLong();

    constructor(Issuers issuers_) {
        issuers = issuers_;
    }

    /// @param root The root of the issuer's tree.
    /// @param leaves How many commitments it holds, at least 1.
    function publish(bytes32 root, uint64 leaves) external {
        if (!issuers.isActive(msg.sender)) revert NotIssuer(msg.sender);
        if (root == 0 || leaves == 0) revert BadRoot();
        if (_roots[msg.sender][root].publishedAt != 0) revert AlreadyPublished(root);
        uint32 epoch = epochs[msg.sender];
        _roots[msg.sender][root] = Root(uint64(block.timestamp), 0, epoch, leaves);
        emit Published(msg.sender, root, epoch, leaves);
    }

    /// @notice Revokes a root of one's own, for good; a suspended issuer may still revoke.
    function revoke(bytes32 root) external {
        Root storage it = _roots[msg.sender][root];
        if (it.publishedAt == 0) revert NotPublished(root);
        if (it.revokedAt != 0) revert AlreadyRevoked(root);
        it.revokedAt = uint64(block.timestamp);
        emit Revoked(msg.sender, root);
    }

    /// @notice Voids all roots that were published so far, as after the loss of a key.
    function advanceEpoch() external {
        if (!issuers.isActive(msg.sender)) revert NotIssuer(msg.sender);
        emit EpochAdvanced(msg.sender, ++epochs[msg.sender]);
    }

    function rootOf(address issuer, bytes32 root) external view returns (Root memory) { return _roots[issuer][root]; }

    /// @notice Does the root count now: published, not revoked, of the issuer's present epoch?
    function isValid(address issuer, bytes32 root) public view returns (bool) {
        Root memory it = _roots[issuer][root];
        return it.publishedAt != 0 && it.revokedAt == 0 && it.epoch == epochs[issuer];
    }

    /// @notice Is the commitment in a tree whose root counts now?
    function verify(address issuer, bytes32 root, bytes32 commitment, bytes32[] calldata proof)
        external view returns (bool)
    {
        if (proof.length > MAX_PROOF) revert ProofTooLong();
        return isValid(issuer, root) && MerkleProof.verifyCalldata(proof, root, leafOf(commitment));
    }

    /// @notice A leaf is hashed twice, so that no inner node can pass for a leaf.
    function leafOf(bytes32 commitment) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(commitment))));
    }
}
