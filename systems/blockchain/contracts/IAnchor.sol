// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/**
 * @title Heads of append-only logs (RFC 9162 trees), kept by the chain
 * @notice The node itself answers at the anchor's address. What it keeps stands in ordinary storage, so that
 * eth_getProof proves it: for log L and base = keccak256(abi.encode(L, uint256(0))), slot base holds the root
 * and slot base + 1 holds treeSize (lowest 8 bytes), atBlock (next 4) and the owner (next 20), that is
 * treeSize | atBlock << 64 | owner << 96.
 */
interface IAnchor {
    event Opened(bytes32 indexed log, address indexed owner);
    event Appended(bytes32 indexed log, uint64 treeSize, bytes32 root);

    /// @dev Only the log's owner may do this.
    error NotOwner(bytes32 log, address account);
    /// @dev A log only grows.
    error NotGrowing(bytes32 log, uint64 kept, uint64 asked);
    /// @dev Nobody owns a log at address zero.
    error BadOwner(bytes32 log);

    /// @notice Opens a log for its owner, who alone appends to it; later only the owner hands it over.
    function open(bytes32 log, address owner) external;

    /// @notice Sets the head of a log: its root at a size that is larger than the one before.
    function append(bytes32 log, uint64 treeSize, bytes32 root) external;

    /// @notice The head of a log and the block that set it; zeroes before the first.
    function head(bytes32 log) external view returns (uint64 treeSize, bytes32 root, uint64 atBlock);

    /// @notice Who appends to the log; zero when it is not open.
    function owner(bytes32 log) external view returns (address);
}
