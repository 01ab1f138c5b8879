// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/**
 * @title Register of contracts and other documents by their digest
 * @notice Who registered which digest when, how many parties it has, and what replaced it. A digest is a salted
 * commitment: from it alone nobody learns what the document says or who its parties are.
 */
contract DocumentHashes {
    /// First word: registrar in bytes 0–19, registeredAt (s since 1970) 20–27, parties 28–29. Second: supersededBy.
    struct Document {
        address registrar;
        uint64 registeredAt;
        uint16 parties;
        bytes32 supersededBy;
    }

    uint16 public constant MAX_PARTIES = 1_000;

    mapping(bytes32 digest => Document) private _documents;

    event Registered(bytes32 indexed digest, address indexed registrar, uint16 parties);
    event Superseded(bytes32 indexed digest, bytes32 indexed by);

    error AlreadyRegistered(bytes32 digest);
    error NotRegistered(bytes32 digest);
    error NotRegistrar(bytes32 digest, address account);
    error AlreadySuperseded(bytes32 digest, bytes32 by);
    error BadDigest();
    error BadParties(uint16 parties);

    /// @param parties How many sign it, from 1 to 1,000.
    function register(bytes32 digest, uint16 parties) public {
        if (digest == 0) revert BadDigest();
        if (parties == 0 || parties > MAX_PARTIES) revert BadParties(parties);
        if (_documents[digest].registrar != address(0)) revert AlreadyRegistered(digest);
        _documents[digest] = Document(msg.sender, uint64(block.timestamp), parties, 0);
        emit Registered(digest, msg.sender, parties);
    }

    /// @notice Registers a document that replaces an earlier one of the same registrar.
    function supersede(bytes32 digest, bytes32 by, uint16 parties) external {
        Document storage it = _documents[digest];
        if (it.registrar == address(0)) revert NotRegistered(digest);
        if (it.registrar != msg.sender) revert NotRegistrar(digest, msg.sender);
        if (it.supersededBy != 0) revert AlreadySuperseded(digest, it.supersededBy);
        register(by, parties);
        it.supersededBy = by;
        emit Superseded(digest, by);
    }

    function documentOf(bytes32 digest) external view returns (Document memory) { return _documents[digest]; }
}
