// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/**
 * @title The book of members, their accounts, and the validators
 * @notice Who may act on the network, within which quota, and who signs its blocks.
 * @dev The node reads who may act straight from storage, so the layout is part of the interface:
 * `_accounts` is the mapping at slot 0 and `_members` the mapping at slot 1, and what the node needs
 * of an account or a member stands in one word (see `Account` and `Member`, lowest byte first).
 * The node counts used gas in slots of its own beside these, see contracts/layout.ts; nothing here writes them.
 */
abstract contract MemberBook {
    /// A member's standing; the order is part of the layout.
    enum Standing { None, Active, Suspended, Removed }

    /// One word: member in bytes 0–3, rights in byte 4, addedAt (s since 1970) in bytes 5–12.
    struct Account {
        uint32 member;
        uint8 rights;
        uint64 addedAt;
    }

    /// First word: gasPerDay in bytes 0–7, standing 8, mayDeploy 9, seated 10, accounts 11–14,
    /// validators 15–18, admittedAt 19–26. Second word: name.
    struct Member {
        uint64 gasPerDay;
        Standing standing;
        bool mayDeploy;
        bool seated;
        uint32 accounts;
        uint32 validators;
        uint64 admittedAt;
        string name;
    }

    /// One word: power in bytes 0–7, member 8–11, changedAt (block) 12–19, place + 1 in the list 20–21.
    struct Validator {
        uint64 power;
        uint32 member;
        uint64 changedAt;
        uint16 place;
    }

    /// One word: power of all validators together in bytes 0–7; how much of it moved in the block atBlock
    /// (8–15, 16–23), and what it was before that block (24–31).
    struct Power {
        uint64 total;
        uint64 moved;
        uint64 atBlock;
        uint64 before;
    }

    /// What the network begins with.
    struct FirstAccount { address account; uint8 rights; }
    struct FirstMember { string name; uint64 gasPerDay; bool mayDeploy; bool seated; FirstAccount[] accounts; }
    struct FirstValidator { bytes32 ed25519Key; uint64 power; uint32 member; }

    /// The account may send transactions within its member's quota.
    uint8 public constant SEND = 1;
    /// The account may deploy contracts, where its member may.
    uint8 public constant DEPLOY = 2;
    /// The account proposes and votes for its member.
    uint8 public constant GOVERN = 4;
    /// The account adds and removes its member's accounts.
    uint8 public constant STAFF = 8;

    uint8 public constant ALL_RIGHTS = SEND | DEPLOY | GOVERN | STAFF;
    uint256 public constant MAX_SEATS = 128;
    uint256 public constant MAX_VALIDATORS = 200;
    uint32 public constant MAX_ACCOUNTS = 100_000;
    /// Far below what consensus can add up: 200 validators of this power are under 2^48.
    uint64 public constant MAX_POWER = 1 << 40;
    /// A quota never falls below what a member needs to vote.
    uint64 public constant MIN_GAS_PER_DAY = 5_000_000;
    uint256 public constant MAX_NAME = 200;

    /// The field of Ed25519, and one of the two coordinates that its points of order 8 have.
    uint256 private constant FIELD = 2 ** 255 - 19;
    uint256 private constant OF_ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826;

    mapping(address account => Account) internal _accounts; // slot 0, read by the node
    mapping(uint32 member => Member) internal _members; // slot 1, read by the node
    mapping(bytes32 ed25519Key => Validator) internal _validators; // slot 2
    bytes32[] internal _validatorKeys; // slot 3
    uint32[] internal _seats; // slot 4
    uint32 internal _memberCount; // slot 5
    Power internal _power; // slot 6
    /// Counts the consents of an account that were used; each is good for one.
    mapping(address account => uint256) public consents; // slot 7

    event MemberAdmitted(uint32 indexed member, string name, uint64 gasPerDay, bool mayDeploy, bool seated);
    event MemberStanding(uint32 indexed member, Standing standing);
    event MemberSeat(uint32 indexed member, bool seated);
    event MemberGasPerDay(uint32 indexed member, uint64 gasPerDay);
    event MemberDeployment(uint32 indexed member, bool mayDeploy);
    /// rights 0: the account was removed.
    event AccountChanged(address indexed account, uint32 indexed member, uint8 rights);
    /// The node turns this into consensus' update; power 0 removes the validator.
    event ValidatorChanged(bytes32 indexed ed25519Key, uint64 power);
    event ValidatorMember(bytes32 indexed ed25519Key, uint32 indexed member);

    error NoRight(address account, uint8 right);
    error NotActive(uint32 member);
    error NoSuchMember(uint32 member);
    error AccountTaken(address account, uint32 member);
    error NoSuchAccount(address account);
    /// The account has not signed that it wants to belong to this member.
    error NoConsent(address account, uint32 member);
    error ConsentExpired(uint256 deadline);
    error TooManyAccounts(uint32 member);
    error BadRights(uint8 rights);
    error BadName();
    error GasTooLow(uint64 gasPerDay);
    error TooManySeats();
    error LastSeat();
    error HasValidators(uint32 member);
    error NoSuchValidator(bytes32 ed25519Key);
    error TooManyValidators();
    error LastValidator();
    error BadValidator(bytes32 ed25519Key, uint64 power);
    /// At most a third of the power may move in a block: who trusts the set before can then check the one after.
    error TooMuchPower(uint64 moved, uint64 before);
    /// Consensus takes one change of a validator per block.
    error ValidatorChangedThisBlock(bytes32 ed25519Key);
    error ZeroAddress();

    // --- accounts ------------------------------------------------------------------------------

    /**
     * @notice Adds an account to one's own member, with the account's consent.
     * @param deadline Seconds since 1970 after which the consent is void.
     * @param consent The account's signature over consentDigest(account, member, consents(account), deadline).
     */
    function addAccount(address account, uint32 member, uint8 rights, uint256 deadline, bytes calldata consent)
        external
    {
        _staffOf(member);
        _active(member);
        if (block.timestamp > deadline) revert ConsentExpired(deadline);
        bytes32 digest = consentDigest(account, member, consents[account]++, deadline);
        if (!SignatureChecker.isValidSignatureNow(account, digest, consent)) revert NoConsent(account, member);
        _putAccount(account, member, rights);
    }

    /// @notice Changes the rights of an account of one's own member; a vote also adds one, to any member.
    function putAccount(address account, uint32 member, uint8 rights) external {
        _staffOf(member);
        _active(member);
        if (_accounts[account].member == 0 && msg.sender != address(this)) revert NoConsent(account, member);
        _putAccount(account, member, rights);
    }

    /// @notice What an account signs (EIP-712 "Join") to become one of a member's.
    function consentDigest(address account, uint32 member, uint256 nonce, uint256 deadline)
        public view virtual returns (bytes32);

    function removeAccount(address account) external {
        uint32 member = _accounts[account].member;
        if (member == 0) revert NoSuchAccount(account);
        _staffOf(member);
        delete _accounts[account];
        _members[member].accounts--;
        emit AccountChanged(account, member, 0);
    }

    function accountOf(address account) external view returns (Account memory) { return _accounts[account]; }

    /// @notice May this account do this now? Its member must be active, and allowed to deploy where it would deploy.
    function may(address account, uint8 right) public view returns (bool) {
        Account memory it = _accounts[account];
        Member storage member = _members[it.member];
        return it.rights & right == right && member.standing == Standing.Active
            && (right & DEPLOY == 0 || member.mayDeploy);
    }

    function memberOf(uint32 member) external view returns (Member memory) { return _members[member]; }

    function memberCount() external view returns (uint32) { return _memberCount; }

    function seats() external view returns (uint32[] memory) { return _seats; }

    function validatorOf(bytes32 ed25519Key) external view returns (Validator memory) { return _validators[ed25519Key]; }

    function validatorKeys() external view returns (bytes32[] memory) { return _validatorKeys; }

    function _staffOf(uint32 member) internal view {
        if (msg.sender == address(this)) return;
        if (_accounts[msg.sender].member != member || !may(msg.sender, STAFF)) revert NoRight(msg.sender, STAFF);
    }

    function _known(uint32 member) internal view returns (Member storage it) {
        it = _members[member];
        if (it.standing == Standing.None || it.standing == Standing.Removed) revert NoSuchMember(member);
    }

    function _active(uint32 member) internal view returns (Member storage it) {
        it = _known(member);
        if (it.standing != Standing.Active) revert NotActive(member);
    }

    function _admit(string memory name, uint64 gasPerDay, bool mayDeploy, bool seated) internal returns (uint32 member) {
        if (bytes(name).length == 0 || bytes(name).length > MAX_NAME) revert BadName();
        if (gasPerDay < MIN_GAS_PER_DAY) revert GasTooLow(gasPerDay);
        member = ++_memberCount;
        Member storage it = _members[member];
        it.gasPerDay = gasPerDay;
        it.standing = Standing.Active;
        it.mayDeploy = mayDeploy;
        it.seated = seated;
        it.admittedAt = uint64(block.timestamp);
        it.name = name;
        if (seated) _seat(member);
        emit MemberAdmitted(member, name, gasPerDay, mayDeploy, seated);
    }

    function _putAccount(address account, uint32 member, uint8 rights) internal {
        if (account == address(0)) revert ZeroAddress();
        if (rights == 0 || rights > ALL_RIGHTS) revert BadRights(rights);
        uint32 before = _accounts[account].member;
        if (before != 0 && before != member) revert AccountTaken(account, before);
        if (before == 0) {
            if (_members[member].accounts == MAX_ACCOUNTS) revert TooManyAccounts(member);
            _members[member].accounts++;
        }
        _accounts[account] = Account(member, rights, uint64(block.timestamp));
        emit AccountChanged(account, member, rights);
    }

    function _seat(uint32 member) internal {
        if (_seats.length == MAX_SEATS) revert TooManySeats();
        _seats.push(member);
    }

    function _unseat(uint32 member) internal {
        uint256 last = _seats.length - 1;
        for (uint256 i = 0; i < last; i++) {
            if (_seats[i] == member) {
                _seats[i] = _seats[last];
                break;
            }
        }
        _seats.pop();
    }

    /// The network must always have somebody who can vote.
    function _someSeatIsActive() internal view {
        for (uint256 i = 0; i < _seats.length; i++) {
            if (_members[_seats[i]].standing == Standing.Active) return;
        }
        revert LastSeat();
    }

    function _putValidator(bytes32 key, uint64 power, uint32 member) internal {
        if (_isWeak(key) || power == 0 || power > MAX_POWER) revert BadValidator(key, power);
        _active(member);
        Validator storage it = _validators[key];
        _onceABlock(key, it);
        _movePower(it.power, power);
        if (it.place == 0) {
            if (_validatorKeys.length == MAX_VALIDATORS) revert TooManyValidators();
            _validatorKeys.push(key);
            it.place = uint16(_validatorKeys.length);
        } else {
            _members[it.member].validators--;
        }
        _members[member].validators++;
        it.power = power;
        it.member = member;
        emit ValidatorChanged(key, power);
        emit ValidatorMember(key, member);
    }

    /// changedAt stays, so that a validator that left cannot come back in the same block.
    function _dropValidator(bytes32 key) internal {
        Validator storage it = _validators[key];
        if (it.place == 0) revert NoSuchValidator(key);
        if (_validatorKeys.length == 1) revert LastValidator();
        _onceABlock(key, it);
        _movePower(it.power, 0);
        bytes32 last = _validatorKeys[_validatorKeys.length - 1];
        _validatorKeys[it.place - 1] = last;
        _validators[last].place = it.place;
        _validatorKeys.pop();
        _members[it.member].validators--;
        (it.power, it.member, it.place) = (0, 0, 0);
        emit ValidatorChanged(key, 0);
        emit ValidatorMember(key, 0);
    }

    function _onceABlock(bytes32 key, Validator storage it) internal {
        if (block.number > 0 && it.changedAt == block.number) revert ValidatorChangedThisBlock(key);
        it.changedAt = uint64(block.number);
    }

    function _movePower(uint64 from, uint64 to) private {
        Power storage it = _power;
        if (it.atBlock != block.number) (it.atBlock, it.moved, it.before) = (uint64(block.number), 0, it.total);
        it.moved += from > to ? from - to : to - from;
        it.total = it.total + to - from;
        bool isGenesis = block.number == 0;
        if (!isGenesis && uint256(it.moved) * 3 > it.before) revert TooMuchPower(it.moved, it.before);
    }

    /// A key for which anybody can sign: a point of small order, or one that is not written in its only form.
    function _isWeak(bytes32 key) private pure returns (bool) {
        uint256 y = 0;
        for (uint256 i = 0; i < 32; i++) y |= uint256(uint8(key[i])) << (8 * i);
        y &= type(uint256).max >> 1;
        return y <= 1 || y >= FIELD - 1 || y == OF_ORDER_8 || y == FIELD - OF_ORDER_8;
    }
}
