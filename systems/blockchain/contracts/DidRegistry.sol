// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/**
 * @title Registry of did:nda identifiers
 * @notice `did:nda:0x` and forty hexadecimal digits name an address. The registry keeps the hash of the DID's
 * document, every version of it with block and time, who controls it, and whether it is deactivated. The
 * document itself, and anything about a person, stays off the chain.
 * @dev A holder needs no gas: every change can be handed in by anyone with the controller's EIP-712 signature.
 * Holders of ADMIN (DEFAULT_ADMIN_ROLE) grant roles; the governance contract holds it from the beginning.
 */
contract DidRegistry is AccessControl, EIP712 {
    /// What a DID names.
    enum DidType { None, People, Item, Location, Activity }

    /// First word: controller (bytes 0–19), kind 20, deactivated 21, versions 22–25, epoch 26–29.
    struct Did {
        address controller;
        DidType kind;
        bool deactivated;
        uint32 versions;
        uint32 epoch;
        bytes32 documentHash;
    }

    struct Version {
        bytes32 documentHash;
        uint64 atBlock;
        uint64 atTime;
    }

    /// May deactivate any DID, and register what has no key of its own.
    bytes32 public constant STEWARD = keccak256("STEWARD");
    /// May register DIDs of items, locations and activities that it controls.
    bytes32 public constant ISSUER = keccak256("ISSUER");

    bytes32 public constant REGISTER = keccak256(
        "Register(address did,address controller,uint8 kind,bytes32 documentHash,uint256 nonce,uint256 deadline)"
    );
    bytes32 public constant UPDATE =
        keccak256("Update(address did,bytes32 documentHash,uint256 nonce,uint256 deadline)");
    bytes32 public constant ROTATE =
        keccak256("Rotate(address did,address controller,uint256 nonce,uint256 deadline)");
    bytes32 public constant DEACTIVATE = keccak256("Deactivate(address did,uint256 nonce,uint256 deadline)");
    bytes32 public constant ADVANCE_EPOCH = keccak256("AdvanceEpoch(address did,uint256 nonce,uint256 deadline)");

    mapping(address did => Did) private _dids;
    mapping(address did => Version[]) private _versions;
    /// Counts the signed changes of a DID; a signature is good for one.
    mapping(address did => uint256) public nonces;

    event Registered(address indexed did, address indexed controller, DidType indexed kind, bytes32 documentHash);
    event DocumentChanged(address indexed did, uint32 indexed version, bytes32 documentHash);
    event ControllerChanged(address indexed did, address indexed controller);
    event Deactivated(address indexed did, address indexed by);
    /// Capabilities and credentials that name an earlier epoch of this DID are void.
    event EpochAdvanced(address indexed did, uint32 epoch);

    error AlreadyRegistered(address did);
    error NotRegistered(address did);
    error IsDeactivated(address did);
    error NotController(address did, address account);
    error MayNotRegister(address did, address account);
    error BadKind();
    error BadHash();
    error BadController();
    error BadSignature(address did);
    error SignatureExpired(uint256 deadline);
    error NoSuchVersion(address did, uint64 asked);

    constructor(address governance, address[] memory admins) EIP712("did:nda registry", "1") {
        _grantRole(DEFAULT_ADMIN_ROLE, governance);
        for (uint256 i = 0; i < admins.length; i++) _grantRole(DEFAULT_ADMIN_ROLE, admins[i]);
    }

    // --- changes by the account that sends them ------------------------------------------------

    /// @notice Registers one's own address, or, as steward or issuer, that of an item, a location or an activity.
    function register(address did, DidType kind, bytes32 documentHash) external {
        if (msg.sender != did) {
            bool may = hasRole(STEWARD, msg.sender) || hasRole(ISSUER, msg.sender);
            if (!may || kind == DidType.People) revert MayNotRegister(did, msg.sender);
        }
        _register(did, msg.sender, kind, documentHash);
    }

    function update(address did, bytes32 documentHash) external {
        _update(_controlled(did, msg.sender), did, documentHash);
    }

    /// @notice Hands the DID over to another controller; the identifier stays the same.
    function rotate(address did, address controller) external {
        _rotate(_controlled(did, msg.sender), did, controller);
    }

    /// @notice Ends the DID for good: its document no longer resolves, and it cannot be registered again.
    function deactivate(address did) external {
        Did storage it = _alive(did);
        if (it.controller != msg.sender && !hasRole(STEWARD, msg.sender)) revert NotController(did, msg.sender);
        _deactivate(it, did);
    }

    /// @notice Voids all capabilities that were given out under the epochs before.
    function advanceEpoch(address did) external {
        _advanceEpoch(_controlled(did, msg.sender), did);
    }

    // --- the same with a signature, handed in by anyone -----------------------------------------

    /// @notice The key of the address signs; the controller may be itself or whom it names.
    function registerSigned(
        address did, address controller, DidType kind, bytes32 documentHash, uint256 deadline, bytes calldata signature
    ) external {
        bytes32 change =
            keccak256(abi.encode(REGISTER, did, controller, kind, documentHash, nonces[did]++, deadline));
        _signed(did, did, change, deadline, signature);
        _register(did, controller, kind, documentHash);
    }

    function updateSigned(address did, bytes32 documentHash, uint256 deadline, bytes calldata signature) external {
        Did storage it = _alive(did);
        bytes32 change = keccak256(abi.encode(UPDATE, did, documentHash, nonces[did]++, deadline));
        _signed(did, it.controller, change, deadline, signature);
        _update(it, did, documentHash);
    }

    function rotateSigned(address did, address controller, uint256 deadline, bytes calldata signature) external {
        Did storage it = _alive(did);
        bytes32 change = keccak256(abi.encode(ROTATE, did, controller, nonces[did]++, deadline));
        _signed(did, it.controller, change, deadline, signature);
        _rotate(it, did, controller);
    }

    function deactivateSigned(address did, uint256 deadline, bytes calldata signature) external {
        Did storage it = _alive(did);
        bytes32 change = keccak256(abi.encode(DEACTIVATE, did, nonces[did]++, deadline));
        _signed(did, it.controller, change, deadline, signature);
        _deactivate(it, did);
    }

    function advanceEpochSigned(address did, uint256 deadline, bytes calldata signature) external {
        Did storage it = _alive(did);
        bytes32 change = keccak256(abi.encode(ADVANCE_EPOCH, did, nonces[did]++, deadline));
        _signed(did, it.controller, change, deadline, signature);
        _advanceEpoch(it, did);
    }

    // --- what anyone may ask ---------------------------------------------------------------------

    /// @notice What the registry knows of a DID; kind 0 when it is not registered.
    function resolve(address did) external view returns (Did memory) { return _dids[did]; }

    /// @notice A version of the document by its number, from 1.
    function versionOf(address did, uint32 version) external view returns (Version memory) {
        if (version == 0 || version > _versions[did].length) revert NoSuchVersion(did, version);
        return _versions[did][version - 1];
    }

    /// @notice The version that held at a time, in seconds since 1970.
    function versionAtTime(address did, uint64 time) external view returns (uint32 number, Version memory it) {
        return _versionAt(did, time, false);
    }

    /// @notice The version that held after a block.
    function versionAtBlock(address did, uint64 number_) external view returns (uint32 number, Version memory it) {
        return _versionAt(did, number_, true);
    }

    function domainSeparator() external view returns (bytes32) { return _domainSeparatorV4(); }

    // --- inside ------------------------------------------------------------------------------------

    function _alive(address did) private view returns (Did storage it) {
        it = _dids[did];
        if (it.kind == DidType.None) revert NotRegistered(did);
        if (it.deactivated) revert IsDeactivated(did);
    }

    function _controlled(address did, address account) private view returns (Did storage it) {
        it = _alive(did);
        if (it.controller != account) revert NotController(did, account);
    }

    function _signed(address did, address signer, bytes32 change, uint256 deadline, bytes calldata signature)
        private view
    {
        if (block.timestamp > deadline) revert SignatureExpired(deadline);
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(change), signature)) {
            revert BadSignature(did);
        }
    }

    function _register(address did, address controller, DidType kind, bytes32 documentHash) private {
        if (kind == DidType.None) revert BadKind();
        if (controller == address(0)) revert BadController();
        Did storage it = _dids[did];
        if (it.kind != DidType.None) revert AlreadyRegistered(did);
        it.controller = controller;
        it.kind = kind;
        emit Registered(did, controller, kind, documentHash);
        _update(it, did, documentHash);
    }

    function _update(Did storage it, address did, bytes32 documentHash) private {
        if (documentHash == 0) revert BadHash();
        it.documentHash = documentHash;
        it.versions++;
        _versions[did].push(Version(documentHash, uint64(block.number), uint64(block.timestamp)));
        emit DocumentChanged(did, it.versions, documentHash);
    }

    function _rotate(Did storage it, address did, address controller) private {
        if (controller == address(0)) revert BadController();
        it.controller = controller;
        emit ControllerChanged(did, controller);
    }

    function _deactivate(Did storage it, address did) private {
        it.deactivated = true;
        emit Deactivated(did, msg.sender);
    }

    function _advanceEpoch(Did storage it, address did) private {
        it.epoch++;
        emit EpochAdvanced(did, it.epoch);
    }

    /// The last version that is not younger, found by halving.
    function _versionAt(address did, uint64 moment, bool byBlock)
        private view returns (uint32 number, Version memory)
    {
        Version[] storage all = _versions[did];
        uint256 low = 0;
        uint256 high = all.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if ((byBlock ? all[middle].atBlock : all[middle].atTime) <= moment) low = middle + 1;
            else high = middle;
        }
        if (low == 0) revert NoSuchVersion(did, moment);
        return (uint32(low), all[low - 1]);
    }
}
