// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/**
 * @title Public directory of issuers and of what each may issue
 * @notice Stewards of the DID registry admit issuers, and so does a vote of the members. A verifier asks one
 * question: may this issuer issue this kind of credential, and might it at the time of issue?
 */
contract Issuers {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.Bytes32Set;

    struct Issuer {
        uint64 admittedAt;
        uint64 suspendedAt;
        string name;
    }

    /// From when to when a kind was granted; `until` is 0 while it holds.
    struct Grant {
        uint64 since;
        uint64 until;
    }

    bytes32 public constant STEWARD = keccak256("STEWARD");
    uint256 public constant MAX_KINDS = 64;
    uint256 public constant MAX_NAME = 200;
    uint256 public constant MAX_PAGE = 200;

    address public immutable governance;
    IAccessControl public immutable didRegistry;

    EnumerableSet.AddressSet private _issuers;
    mapping(address issuer => Issuer) private _facts;
    mapping(address issuer => EnumerableSet.Bytes32Set) private _kinds;
    mapping(address issuer => mapping(bytes32 kind => Grant)) private _grants;

    event Admitted(address indexed issuer, string name, address indexed by);
    event Renamed(address indexed issuer, string name);
    event Suspended(address indexed issuer, address indexed by);
    event Restored(address indexed issuer, address indexed by);
    event KindGranted(address indexed issuer, bytes32 indexed kind, address indexed by);
    event KindWithdrawn(address indexed issuer, bytes32 indexed kind, address indexed by);

    error NotSteward(address account);
    error AlreadyAdmitted(address issuer);
    error NotAdmitted(address issuer);
    error IsSuspended(address issuer);
    error NotSuspended(address issuer);
    error AlreadyGranted(address issuer, bytes32 kind);
    error NotGranted(address issuer, bytes32 kind);
    error TooManyKinds(address issuer);
    error BadName();
    error BadIssuer();
    error BadPage();

    modifier bySteward() {
        if (msg.sender != governance && !didRegistry.hasRole(STEWARD, msg.sender)) revert NotSteward(msg.sender);
        _;
    }

    constructor(address governance_, address didRegistry_) {
        governance = governance_;
        didRegistry = IAccessControl(didRegistry_);
    }

    /// @param issuer The address of the issuer's DID.
    /// @param name The body's public name, at most 200 bytes; never a private person's.
    function admit(address issuer, string calldata name) external bySteward {
        if (issuer == address(0)) revert BadIssuer();
        if (!_issuers.add(issuer)) revert AlreadyAdmitted(issuer);
        _named(issuer, name);
        _facts[issuer].admittedAt = uint64(block.timestamp);
        emit Admitted(issuer, name, msg.sender);
    }

    function rename(address issuer, string calldata name) external bySteward {
        _admitted(issuer);
        _named(issuer, name);
        emit Renamed(issuer, name);
    }

    /// @notice Stops an issuer at once; what it issued before stays judged by the time of issue.
    function suspend(address issuer) external bySteward {
        Issuer storage it = _admitted(issuer);
        if (it.suspendedAt != 0) revert IsSuspended(issuer);
        it.suspendedAt = uint64(block.timestamp);
        emit Suspended(issuer, msg.sender);
    }

    function restore(address issuer) external bySteward {
        Issuer storage it = _admitted(issuer);
        if (it.suspendedAt == 0) revert NotSuspended(issuer);
        it.suspendedAt = 0;
        emit Restored(issuer, msg.sender);
    }

    /// @param kind keccak256 of the credential type's URI.
    function grant(address issuer, bytes32 kind) external bySteward {
        _admitted(issuer);
        if (!_kinds[issuer].add(kind)) revert AlreadyGranted(issuer, kind);
        if (_kinds[issuer].length() > MAX_KINDS) revert TooManyKinds(issuer);
        _grants[issuer][kind] = Grant(uint64(block.timestamp), 0);
        emit KindGranted(issuer, kind, msg.sender);
    }

    function withdraw(address issuer, bytes32 kind) external bySteward {
        if (!_kinds[issuer].remove(kind)) revert NotGranted(issuer, kind);
        _grants[issuer][kind].until = uint64(block.timestamp);
        emit KindWithdrawn(issuer, kind, msg.sender);
    }

    /// @notice Is the address an issuer that is not suspended?
    function isActive(address issuer) public view returns (bool) {
        Issuer storage it = _facts[issuer];
        return _issuers.contains(issuer) && it.suspendedAt == 0;
    }

    /// @notice May the issuer issue this kind now?
    function mayIssue(address issuer, bytes32 kind) external view returns (bool) {
        return isActive(issuer) && _kinds[issuer].contains(kind);
    }

    /// @notice Did the last grant of this kind hold at a time? A suspension since then does not undo it.
    function mightIssueAt(address issuer, bytes32 kind, uint64 time) external view returns (bool) {
        Grant memory it = _grants[issuer][kind];
        uint64 suspendedAt = _facts[issuer].suspendedAt;
        return it.since != 0 && it.since <= time && (it.until == 0 || time < it.until)
            && (suspendedAt == 0 || time < suspendedAt);
    }

    function issuerOf(address issuer) external view returns (Issuer memory) { return _facts[issuer]; }

    function kindsOf(address issuer) external view returns (bytes32[] memory) { return _kinds[issuer].values(); }

    function count() external view returns (uint256) { return _issuers.length(); }

    /// @notice A page of the directory, at most 200 addresses.
    function page(uint256 from, uint256 size) external view returns (address[] memory found) {
        if (size == 0 || size > MAX_PAGE) revert BadPage();
        return _issuers.values(from, from + size);
    }

    function _admitted(address issuer) private view returns (Issuer storage) {
        if (!_issuers.contains(issuer)) revert NotAdmitted(issuer);
        return _facts[issuer];
    }

    function _named(address issuer, string calldata name) private {
        if (bytes(name).length == 0 || bytes(name).length > MAX_NAME) revert BadName();
        _facts[issuer].name = name;
    }
}
