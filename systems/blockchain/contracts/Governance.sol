// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MemberBook} from "./MemberBook.sol";

/**
 * @title Members of the network, their accounts and quotas, and the validators they admit by vote
 * @notice Gas has no price here. A member has a quota of gas a day, and its accounts act within it.
 * What concerns the network as a whole is proposed by one member and voted by all that have a seat.
 * @dev Members, accounts and validators, and how the node reads them: MemberBook.sol.
 */
contract Governance is MemberBook, EIP712 {
    /// How a proposal ended, if it did.
    enum Outcome { Open, Executed, Withdrawn }

    /// A member's vote on a proposal.
    enum Ballot { None, For, Against }

    struct Proposal {
        uint32 proposer;
        Outcome outcome;
        uint64 openedAt;
        uint64 expiresAt;
        address target;
        bytes data;
        string reason;
    }

    /// A registry of the network, by a short name in ASCII ("did-registry").
    struct FirstSystemContract { bytes32 name; address place; }

    uint64 public constant MAX_TERM = 30 days;
    uint256 public constant MAX_DATA = 8_192;
    uint256 public constant MAX_WORDS = 1_000;
    bytes32 public constant JOIN = keccak256("Join(address account,uint32 member,uint256 nonce,uint256 deadline)");

    mapping(uint256 proposal => Proposal) private _proposals; // slot 10
    mapping(uint256 proposal => mapping(uint32 member => Ballot)) private _ballots; // slot 11
    uint256 private _proposalCount; // slot 12
    mapping(bytes32 name => address) private _systemContracts; // slot 13

    event Proposed(
        uint256 indexed proposal, uint32 indexed proposer, address indexed target, uint64 expiresAt, bytes data, string reason
    );
    event Voted(uint256 indexed proposal, uint32 indexed member, bool inFavour, address account);
    event Executed(uint256 indexed proposal, address account);
    event Withdrawn(uint256 indexed proposal);
    /// The contract that answers to this name from now on; zero: none does.
    event SystemContractChanged(bytes32 indexed name, address indexed place);

    /// Only an executed proposal may do this.
    error NotByVote();
    error NoSeat(uint32 member);
    error NoSuchProposal(uint256 proposal);
    error ProposalClosed(uint256 proposal);
    error ProposalExpired(uint256 proposal, uint64 expiredAt);
    error BadTerm(uint64 seconds_);
    error TooLong();
    error AlreadyVoted(uint256 proposal, uint32 member);
    error NotYetPassed(uint256 proposal, uint256 inFavour, uint256 seats);
    error NotProposer(uint256 proposal);

    modifier byVote() {
        if (msg.sender != address(this)) revert NotByVote();
        _;
    }

    constructor(
        FirstMember[] memory members, FirstValidator[] memory validators, FirstSystemContract[] memory systemContracts
    ) EIP712("ndc governance", "1") {
        for (uint256 i = 0; i < members.length; i++) {
            FirstMember memory it = members[i];
            uint32 member = _admit(it.name, it.gasPerDay, it.mayDeploy, it.seated);
            for (uint256 j = 0; j < it.accounts.length; j++) {
                _putAccount(it.accounts[j].account, member, it.accounts[j].rights);
            }
        }
        if (_seats.length == 0) revert LastSeat();
        for (uint256 i = 0; i < validators.length; i++) {
            _putValidator(validators[i].ed25519Key, validators[i].power, validators[i].member);
        }
        for (uint256 i = 0; i < systemContracts.length; i++) {
            _nameSystemContract(systemContracts[i].name, systemContracts[i].place);
        }
    }

    // --- proposals and votes -------------------------------------------------------------------

    /**
     * @notice Proposes a call that this contract makes once the members agree; the proposer's vote counts.
     * @param target Usually this contract itself; any other whose owner is this contract.
     * @param data The call.
     * @param reason What the members are asked, and why; at most 1,000 bytes.
     * @param term Seconds until the proposal expires; at most 30 days.
     */
    function propose(address target, bytes calldata data, string calldata reason, uint64 term)
        external returns (uint256 proposal)
    {
        uint32 member = _voter(msg.sender);
        if (target == address(0)) revert ZeroAddress();
        if (data.length > MAX_DATA || bytes(reason).length > MAX_WORDS) revert TooLong();
        if (term == 0 || term > MAX_TERM) revert BadTerm(term);
        proposal = ++_proposalCount;
        uint64 expiresAt = uint64(block.timestamp) + term;
        Proposal storage it = _proposals[proposal];
        it.proposer = member;
        it.openedAt = uint64(block.timestamp);
        it.expiresAt = expiresAt;
        it.target = target;
        it.data = data;
        it.reason = reason;
        _ballots[proposal][member] = Ballot.For;
        emit Proposed(proposal, member, target, expiresAt, data, reason);
        emit Voted(proposal, member, true, msg.sender);
    }

    /// @notice Votes for one's member, once; a vote is not taken back.
    function vote(uint256 proposal, bool inFavour) external {
        uint32 member = _voter(msg.sender);
        _open(proposal);
        if (_ballots[proposal][member] != Ballot.None) revert AlreadyVoted(proposal, member);
        _ballots[proposal][member] = inFavour ? Ballot.For : Ballot.Against;
        emit Voted(proposal, member, inFavour, msg.sender);
    }

    /// @notice Makes the call of a proposal that enough of today's seats are in favour of.
    function execute(uint256 proposal) external returns (bytes memory) {
        _voter(msg.sender);
        Proposal storage it = _open(proposal);
        (uint256 inFavour,, uint256 seats) = tally(proposal);
        if (!_enough(it.target, it.data, inFavour, seats)) revert NotYetPassed(proposal, inFavour, seats);
        it.outcome = Outcome.Executed;
        emit Executed(proposal, msg.sender);
        (bool done, bytes memory answer) = it.target.call(it.data);
        return Address.verifyCallResult(done, answer);
    }

    /// @notice The member that proposed takes the proposal back.
    function withdraw(uint256 proposal) external {
        uint32 member = _voter(msg.sender);
        Proposal storage it = _open(proposal);
        if (it.proposer != member) revert NotProposer(proposal);
        it.outcome = Outcome.Withdrawn;
        emit Withdrawn(proposal);
    }

    /**
     * @notice The votes of those that hold a seat now and are not suspended; votes of others do not count.
     * @dev Walks the seats, at most 128 of them, so a seat that changes hands carries no old vote.
     */
    function tally(uint256 proposal) public view returns (uint256 inFavour, uint256 against, uint256 seats) {
        for (uint256 i = 0; i < _seats.length; i++) {
            uint32 member = _seats[i];
            if (_members[member].standing != Standing.Active) continue;
            seats++;
            Ballot ballot = _ballots[proposal][member];
            if (ballot == Ballot.For) inFavour++;
            if (ballot == Ballot.Against) against++;
        }
    }

    /// @notice Does this call need more than two thirds of the seats? Quotas and deployment need only a majority.
    function needsTwoThirds(address target, bytes memory data) public view returns (bool) {
        bytes4 verb = bytes4(data);
        return target != address(this) || data.length < 4
            || (verb != this.setGasPerDay.selector && verb != this.setDeployment.selector);
    }

    // --- what only a vote does -----------------------------------------------------------------

    /// @notice Admits a member, with one account that governs it and adds its others.
    function admitMember(string calldata name, uint64 gasPerDay, bool mayDeploy, bool seated, address account)
        external byVote returns (uint32 member)
    {
        member = _admit(name, gasPerDay, mayDeploy, seated);
        _putAccount(account, member, mayDeploy ? ALL_RIGHTS : ALL_RIGHTS & ~DEPLOY);
    }

    /// @notice Suspends a member: its accounts may do nothing, its vote does not count. Its validators stay.
    function suspendMember(uint32 member) external byVote {
        _active(member).standing = Standing.Suspended;
        _someSeatIsActive();
        emit MemberStanding(member, Standing.Suspended);
    }

    function restoreMember(uint32 member) external byVote {
        Member storage it = _members[member];
        if (it.standing != Standing.Suspended) revert NotActive(member);
        it.standing = Standing.Active;
        emit MemberStanding(member, Standing.Active);
    }

    /// @notice Removes a member for good, once none of the validators is its own. Its number is not given again.
    function removeMember(uint32 member) external byVote {
        Member storage it = _known(member);
        if (it.validators > 0) revert HasValidators(member);
        if (it.seated) _unseat(member);
        it.standing = Standing.Removed;
        _someSeatIsActive();
        emit MemberStanding(member, Standing.Removed);
    }

    function setSeat(uint32 member, bool seated) external byVote {
        Member storage it = _active(member);
        if (it.seated == seated) return;
        if (seated) _seat(member);
        else _unseat(member);
        it.seated = seated;
        _someSeatIsActive();
        emit MemberSeat(member, seated);
    }

    function setGasPerDay(uint32 member, uint64 gasPerDay) external byVote {
        if (gasPerDay < MIN_GAS_PER_DAY) revert GasTooLow(gasPerDay);
        _known(member).gasPerDay = gasPerDay;
        emit MemberGasPerDay(member, gasPerDay);
    }

    function setDeployment(uint32 member, bool mayDeploy) external byVote {
        _known(member).mayDeploy = mayDeploy;
        emit MemberDeployment(member, mayDeploy);
    }

    /**
     * @notice Admits a validator, changes its power, or removes it with power 0.
     * @param ed25519Key The key it signs blocks with.
     * @param power At most 2^40; consensus counts power, this contract counts seats. In one block at most a
     * third of the power together may move, in whatever direction.
     * @param member Who runs it.
     */
    function setValidator(bytes32 ed25519Key, uint64 power, uint32 member) external byVote {
        if (power == 0) _dropValidator(ed25519Key);
        else _putValidator(ed25519Key, power, member);
    }

    /// @notice Names the contract that serves as a registry from now on; it replaces none, both stay readable.
    function setSystemContract(bytes32 name, address place) external byVote {
        _nameSystemContract(name, place);
    }

    // --- what anyone may ask -------------------------------------------------------------------

    function proposalOf(uint256 proposal) external view returns (Proposal memory) { return _proposals[proposal]; }

    function proposalCount() external view returns (uint256) { return _proposalCount; }

    function ballotOf(uint256 proposal, uint32 member) external view returns (Ballot) { return _ballots[proposal][member]; }

    function systemContract(bytes32 name) external view returns (address) { return _systemContracts[name]; }

    function consentDigest(address account, uint32 member, uint256 nonce, uint256 deadline)
        public view override returns (bytes32)
    {
        return _hashTypedDataV4(keccak256(abi.encode(JOIN, account, member, nonce, deadline)));
    }

    // --- inside --------------------------------------------------------------------------------

    function _voter(address account) private view returns (uint32 member) {
        member = _accounts[account].member;
        if (!may(account, GOVERN)) revert NoRight(account, GOVERN);
        if (!_members[member].seated) revert NoSeat(member);
    }

    function _open(uint256 proposal) private view returns (Proposal storage it) {
        it = _proposals[proposal];
        if (it.openedAt == 0) revert NoSuchProposal(proposal);
        if (it.outcome != Outcome.Open) revert ProposalClosed(proposal);
        if (block.timestamp >= it.expiresAt) revert ProposalExpired(proposal, it.expiresAt);
    }

    function _enough(address target, bytes memory data, uint256 inFavour, uint256 total) private view returns (bool) {
        return needsTwoThirds(target, data) ? inFavour * 3 > total * 2 : inFavour * 2 > total;
    }

    function _nameSystemContract(bytes32 name, address place) private {
        _systemContracts[name] = place;
        emit SystemContractChanged(name, place);
    }
}
