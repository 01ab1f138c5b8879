// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Issuers} from "./Issuers.sol";

/**
 * @title Versions of issuers' status lists
 * @notice A status list says which credentials are revoked or suspended. It is fetched from its issuer; here stand the
 * hash of its URI, the digest of its present content and a version, so that nobody is shown an old or a private copy.
 */
contract StatusLists {
    /// First word: digest. Second: version in bytes 0–7, publishedAt 8–15, validUntil 16–23.
    struct StatusList {
        bytes32 digest;
        uint64 version;
        uint64 publishedAt;
        uint64 validUntil;
    }

    Issuers public immutable issuers;

    mapping(address issuer => mapping(bytes32 uriHash => StatusList)) private _lists;

    event Published(
        address indexed issuer, bytes32 indexed uriHash, uint64 indexed version, bytes32 digest, uint64 validUntil
    );

    error NotIssuer(address account);
    error BadDigest();
    error BadValidity(uint64 validUntil);
    error NotNextVersion(uint64 version, uint64 next);

    constructor(Issuers issuers_) {
        issuers = issuers_;
    }

    /**
     * @notice Publishes a version of one's own list.
     * @param uriHash keccak256 of the list's URI.
     * @param digest SHA-256 of the list as it is served.
     * @param version One more than the version before, from 1.
     * @param validUntil Seconds since 1970; after it a verifier must fetch a newer one.
     */
    function publish(bytes32 uriHash, bytes32 digest, uint64 version, uint64 validUntil) external {
        if (!issuers.isActive(msg.sender)) revert NotIssuer(msg.sender);
        if (digest == 0 || uriHash == 0) revert BadDigest();
        if (validUntil <= block.timestamp) revert BadValidity(validUntil);
        StatusList storage it = _lists[msg.sender][uriHash];
        if (version != it.version + 1) revert NotNextVersion(version, it.version + 1);
        _lists[msg.sender][uriHash] = StatusList(digest, version, uint64(block.timestamp), validUntil);
        emit Published(msg.sender, uriHash, version, digest, validUntil);
    }

    /// @notice The present version; version 0 when none was published.
    function listOf(address issuer, bytes32 uriHash) external view returns (StatusList memory) {
        return _lists[issuer][uriHash];
    }

    /// @notice Is this content the present version, and still valid?
    function isCurrent(address issuer, bytes32 uriHash, bytes32 digest) external view returns (bool) {
        StatusList memory it = _lists[issuer][uriHash];
        return it.version != 0 && it.digest == digest && block.timestamp < it.validUntil;
    }
}
