#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include "writ/classify/from_model.hpp"
#include "writ/detail/column_outcomes.hpp"
#include "writ/detail/column_rows.hpp"
#include "writ/eval/quick.hpp"
#include "writ/program/program.hpp"

// Deciding the rows of columns: those that rules are matched with by the slice, the others one by one.

namespace writ {

namespace columns_detail {

using eval::quick;

/// An answer that rows share.
struct shared_answer {
    writ::status status = writ::status::undetermined;
    cell value;
    std::vector<std::uint32_t> rules;

    friend bool operator<(const shared_answer& a, const shared_answer& b) {
        return std::tie(a.status, a.value.state, a.value.value, a.rules) <
               std::tie(b.status, b.value.state, b.value.value, b.rules);
    }
};

/// Numbers answers in the order in which they are met.
class answer_book {
public:
    std::uint32_t number(shared_answer a) {
        const auto [at, is_new] = numbers_.try_emplace(std::move(a), static_cast<std::uint32_t>(numbers_.size()));
        if (is_new) in_order_.push_back(&at->first);
        return at->second;
    }
    const std::vector<const shared_answer*>& in_order() const noexcept { return in_order_; }
    void clear() { numbers_.clear(), in_order_.clear(); }

private:
    std::map<shared_answer, std::uint32_t> numbers_;
    std::vector<const shared_answer*> in_order_;
};

inline void append(decision_columns& out, const shared_answer& a) {
    const auto first = static_cast<std::uint32_t>(out.answer_rules.size());
    out.answers.push_back({a.status, a.value, first, static_cast<std::uint32_t>(a.rules.size())});
    out.answer_rules.insert(out.answer_rules.end(), a.rules.begin(), a.rules.end());
}

/// How the rules of a decision are matched with slices.
struct plan {
    const quick::decision_code* code = nullptr;  ///< null: row by row
    classify::matches wanted = classify::matches::first;
    bool may_leave_range = false;            ///< sums
    std::vector<classify::cell_form> forms;  ///< by cell
    std::optional<classify::slicer> by;      ///< none: row by row
    decision_columns said;                   ///< the answers that codes of matched rows mean
};

/// What all rules together may add, below and above zero; nothing where that does not fit.
inline std::optional<classify::value_ends> sums_of(const quick::decision_code& code) {
    classify::value_ends out;
    for (const auto& s : code.said)
        if (__builtin_add_overflow(s.value.value, s.value.value < 0 ? out.low : out.high,
                                   s.value.value < 0 ? &out.low : &out.high))
            return std::nullopt;
    return out;
}

/// Sums of few rules: every set of them has an answer, so that a row is a set of rules.
inline constexpr std::size_t most_in_sets = 10;

/// @return false if slices cannot combine what rules say: sums that may not fit, all, the largest, the smallest
inline bool choose(plan& p) {
    using classify::matches;
    if (!p.code->takes_first && !p.code->takes_one && !p.code->takes_sum) return false;
    p.wanted = p.code->takes_first ? matches::first : matches::only;
    if (!p.code->takes_sum) return true;
    const auto sums = sums_of(*p.code);
    if (!sums || sums->low < -classify::most_total || sums->high > classify::most_total) return false;
    const auto& tests = p.code->by->tests();
    const bool plain = std::find(tests.exceptional.begin(), tests.exceptional.end(), true) == tests.exceptional.end();
    p.may_leave_range = sums->low < p.code->low || sums->high > p.code->high;
    p.wanted = plain && !p.may_leave_range && tests.rules.size() <= most_in_sets ? matches::set : matches::list;
    return true;
}

inline void add_answers(plan& p) {
    const auto& said = p.code->said;
    const auto add = [&](const short_answer& a) {
        append(p.said, {a.status, a.value, {a.rules.begin(), a.rules.end()}});
    };
    const std::size_t rules = p.code->none;
    if (p.wanted == classify::matches::set) {
        for (std::size_t set = 0; set < std::size_t{1} << rules; ++set) {
            shared_answer a{status::decided, {0, presence::known}, {}};
            for (std::size_t r = 0; r < rules; ++r)
                if ((set >> r & 1) != 0) {
                    a.value.value += said[r].value.value;
                    a.rules.push_back(p.code->by->rules()[r]);
                }
            append(p.said, a);
        }
    } else if (p.wanted != classify::matches::list) {
        add(said.back());
        for (std::size_t r = 0; r < rules; ++r) add(said[r]);
    }
}

inline plan make_plan(quick& decisions, model::term_id term, const lane_layout& lanes,
                      std::vector<classify::cell_form> forms) {
    plan out;
    out.forms = std::move(forms);
    if (!decisions.answers(model::index(term))) return out;
    out.code = &decisions.code(model::index(term));
    if (!choose(out)) return out;
    std::vector<std::int64_t> numbers;
    for (const auto& s : out.code->said) numbers.push_back(s.value.value);
    out.by =
        classify::slicer::make(out.code->by->tests(), lanes, out.forms, out.wanted, numbers, out.code->by->rules());
    if (out.by) add_answers(out);
    return out;
}

/// Tells a watch how far threads are, and stops them if it says so. The calling thread looks on while it decides too.
class lookout {
public:
    lookout(const watch& look, std::size_t threads) : look_(look), running_(threads) {}

    bool is_watched() const noexcept { return static_cast<bool>(look_); }
    void add_rows(std::size_t rows) noexcept { rows_.fetch_add(rows, std::memory_order_relaxed); }
    bool is_stopped() const noexcept { return stopped_.load(std::memory_order_relaxed); }

    /// Looks if it is time to. @pre this is the calling thread
    void glance() noexcept {
        constexpr unsigned seldom = 8;  // the clock takes as long as some rows
        if (++glances_ % seldom != 0) return;
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return;
        look();
        next_ = now + between;
    }

    /// One thread has ended.
    void ended() {
        const std::lock_guard lock(mutex_);
        --running_;
        one_ended_.notify_one();
    }

    /// Waits for the other threads.
    void wait() {
        std::unique_lock lock(mutex_);
        while (!one_ended_.wait_for(lock, between, [&] { return running_ == 0; })) {
            lock.unlock();
            look();
            lock.lock();
        }
    }

    /// @throws decision_stopped, what the watch threw
    void check() const {
        if (thrown_) std::rethrow_exception(thrown_);
        if (stopped_) throw decision_stopped("the decision was stopped");
    }

private:
    static constexpr std::chrono::milliseconds between{5};

    void look() noexcept {
        if (stopped_) return;
        try {
            stopped_ = !look_(rows_);
        } catch (...) {
            thrown_ = std::current_exception();
            stopped_ = true;
        }
    }

    const watch& look_;
    std::atomic<std::size_t> rows_ = 0;
    std::atomic<bool> stopped_ = false;
    unsigned glances_ = 0;
    std::chrono::steady_clock::time_point next_ = std::chrono::steady_clock::now() + between;
    std::exception_ptr thrown_;
    std::mutex mutex_;
    std::condition_variable one_ended_;
    std::size_t running_;
};

/// Where answers go: all that is to be known of them, or what arrays of the program hold. One of both.
struct destination {
    decision_columns* all = nullptr;
    const outcome_writer* arrays = nullptr;
};

/// One thread's part of the rows.
class worker {
public:
    explicit worker(const ruleset& rules) : rules_(rules) {}

    struct apart_row {
        std::size_t row;
        std::uint32_t answer;  ///< in `book`
    };
    std::vector<apart_row> apart;  ///< rows decided one by one, if there is to be all of them
    answer_book book;
    std::size_t apart_count[4] = {};  ///< of rows decided one by one, by `status`
    /// Of sums: the rules, one row after the other.
    std::vector<std::uint32_t>& rules() noexcept { return place_.found.rules; }
    /// Of them, those that count.
    std::size_t rule_count() const noexcept { return place_.found.rule_count; }

    /// Decides rows from `first` on, which starts a slice, or some of them where it is stopped.
    /// @param from  null: nobody looks on. @param calling  this is the thread that does
    void run(const parts& of, const plan& by, model::term_id question, std::size_t first, std::size_t end,
             const destination& into, lookout* from, bool calling) {
        of_ = &of, by_ = &by, question_ = question, into_ = into, from_ = from, calling_ = calling;
        apart.clear();
        book.clear();
        std::fill(std::begin(apart_count), std::end(apart_count), 0);
        place_.found.rule_count = 0;
        reader_.reset();
        sources_.clear();
        if (by.by) find_sources();
        for (std::size_t row = first; row < end && !is_stopped(); row += rows_of_slice) {
            const std::size_t next = std::min(end, row + rows_of_slice);
            decide_slice(row, next);
            if (from != nullptr) from->add_rows(next - row);
        }
    }

private:
    struct source {
        std::uint32_t cell = 0;
        const column* from = nullptr;
        window values;
    };

    bool is_stopped() noexcept {
        if (from_ == nullptr) return false;
        if (calling_) from_->glance();
        return from_->is_stopped();
    }

    void find_sources() {
        data_.assign(by_->forms.size(), nullptr);
        for (const std::uint32_t cell : by_->by->reads()) sources_.push_back({cell, column_of(cell), {}});
    }

    const column* column_of(std::uint32_t cell) const {
        const auto& places = rules_.layout().facts;
        for (const fact_columns& f : of_->facts) {
            const fact_place& at = places[f.fact];
            if (at.kind == fact_place::kind_of::scalar && at.at == cell) return &f.own;
            if (at.kind == fact_place::kind_of::record && at.at < cell && cell <= at.at + at.fields)
                return f.field(cell - at.at - 1);
        }
        return nullptr;
    }

    void decide_slice(std::size_t row, std::size_t end) {
        classify::slice all, of;
        for (std::size_t i = 0; i < end - row; i += 64)
            all.words[i / 64] = ~std::uint64_t{0} >> (end - row - i < 64 ? 64 - (end - row - i) : 0);
        if (by_->by) {
            of = all;
            without(of, of_->doubtful[row / rows_of_slice]);
            for (source& s : sources_) {
                data_[s.cell] = s.values.of(s.from->of, row);
                if (s.from->valid == nullptr) continue;
                const classify::slice valid = valid_rows(*s.from, row, of_->rows);
                for (std::size_t w = 0; w < std::size(of.words); ++w) of.words[w] &= valid.words[w];
            }
            by_->by->match(data_, of, place_);
            store(row, end, of);
        }
        without(all, of);
        for (std::size_t w = 0; w < std::size(all.words); ++w)
            for (std::uint64_t bits = all.words[w]; bits != 0 && !is_stopped(); bits &= bits - 1)
                decide_row(row + w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }

    static void without(classify::slice& from, const classify::slice& those) {
        for (std::size_t w = 0; w < std::size(from.words); ++w) from.words[w] &= ~those.words[w];
    }

    /// Writes what matched rows came to; `of` loses the rows that matching alone does not decide.
    void store(std::size_t row, std::size_t end, classify::slice& of) {
        classify::slice_matches& found = place_.found;
        without(of, found.several);
        without(of, found.exceptional);
        if (by_->wanted == classify::matches::list) return store_sums(row, end, of);
        const std::span<const std::uint32_t> codes(found.codes, end - row);
        if (into_.arrays != nullptr) into_.arrays->write(row, codes);
        else std::copy(codes.begin(), codes.end(), into_.all->codes.begin() + static_cast<std::ptrdiff_t>(row));
    }

    void store_sums(std::size_t row, std::size_t end, classify::slice& of) {
        classify::slice_matches& found = place_.found;
        if (into_.arrays != nullptr) {
            into_.arrays->write(row, std::span<const std::int64_t>(found.sums, end - row));
            found.rule_count = 0;
        } else {
            std::copy_n(found.starts, end - row, into_.all->offsets.data() + row);
            std::copy_n(found.sums, end - row, into_.all->sums.data() + row);
        }
        for (std::size_t i = 0; i < end - row && by_->may_leave_range; ++i)
            if (found.sums[i] < by_->code->low || found.sums[i] > by_->code->high)
                of.words[i / 64] &= ~(std::uint64_t{1} << i % 64);
    }

    void decide_row(std::size_t row) {
        if (!reader_) reader_.emplace(*of_);
        if (!decider_) decider_.emplace(rules_);
        reader_->read(row, case_);
        decider_->load(case_);
        const short_answer& a = decider_->ask(question_);
        ++apart_count[static_cast<int>(a.status)];
        if (into_.arrays != nullptr) return into_.arrays->write(row, a.status, a.value);
        apart.push_back({row, book.number({a.status, a.value, {a.rules.begin(), a.rules.end()}})});
    }

    ruleset rules_;
    const parts* of_ = nullptr;
    const plan* by_ = nullptr;
    model::term_id question_{};
    destination into_;
    lookout* from_ = nullptr;
    bool calling_ = false;
    std::vector<source> sources_;
    std::vector<const void*> data_;  ///< by cell
    classify::slicer::workplace place_;
    std::optional<row_reader> reader_;
    std::optional<decider> decider_;
    case_data case_;
};

/// How cells stand in columns.
inline std::vector<classify::cell_form> forms_of(const parts& p) {
    const case_layout& layout = p.rules.layout();
    std::vector<classify::cell_form> out(layout.cells);
    if (p.is_all_doubtful()) return out;
    for (const fact_columns& f : p.facts) {
        const fact_place& at = layout.facts[f.fact];
        if (at.kind == fact_place::kind_of::scalar) out[at.at] = f.own.form;
        if (at.kind != fact_place::kind_of::record || f.whole) continue;
        for (const auto& [number, c] : f.fields) out[at.at + 1 + number] = c.form;
    }
    return out;
}

}  // namespace columns_detail

struct column_decider::parts {
    ruleset rules;
    decider names;
    eval::quick decisions;
    std::map<std::string, columns_detail::plan, std::less<>> plans;  ///< of each question, for the columns before
    std::vector<columns_detail::worker> workers;

    const columns_detail::plan& plan_for(const columns& cases, std::string_view name);
    std::vector<std::size_t> run(const columns& cases, std::string_view name, const columns_detail::plan& by,
                                 const columns_detail::destination& into, const watch& look);
};

column_decider::column_decider(ruleset rules, unsigned threads)
    : parts_(new parts{rules, decider(rules), eval::quick(rules.stage_program(), rules.stage_classifiers()), {}, {}}) {
    for (unsigned i = 0; i < std::max(threads, 1u); ++i) parts_->workers.emplace_back(rules);
}
column_decider::column_decider(column_decider&&) noexcept = default;
column_decider& column_decider::operator=(column_decider&&) noexcept = default;
column_decider::~column_decider() = default;

namespace columns_detail {

/// Where the rows of each worker start: parts as equal as slices allow, and the end.
inline std::vector<std::size_t> shares_of(std::size_t rows, std::size_t workers) {
    const std::size_t slices = slices_of(rows), used = std::max<std::size_t>(1, std::min(workers, slices));
    std::vector<std::size_t> out;
    for (std::size_t w = 0; w <= used; ++w) out.push_back(std::min(rows, slices * w / used * rows_of_slice));
    return out;
}

/// Calls `run` with each number below `count`, all at once; the calling thread does the first.
template <class Run>
void run_all(std::size_t count, lookout& from, const Run& run) {
    std::vector<std::exception_ptr> failed(count);
    const auto one = [&](std::size_t w) {
        try {
            run(w);
        } catch (...) {
            failed[w] = std::current_exception();
        }
        from.ended();
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t w = 1; w < count; ++w) others.emplace_back(one, w);
        one(0);
        if (from.is_watched()) from.wait();
    }
    for (const auto& f : failed)
        if (f) std::rethrow_exception(f);
    from.check();
}

/// Puts the lists of rules of all parts together.
inline void join_rules(std::vector<worker>& workers, const std::vector<std::size_t>& shares, decision_columns& into) {
    const std::size_t used = shares.size() - 1;
    std::swap(into.sum_rules, workers.front().rules());
    std::size_t total = 0;
    for (std::size_t w = 0; w < used; ++w) total += workers[w].rule_count();
    into.sum_rules.resize(total);
    std::size_t at = workers.front().rule_count();
    for (std::size_t w = 1; w < used; ++w) {
        worker& from = workers[w];
        std::copy_n(from.rules().begin(), from.rule_count(), into.sum_rules.begin() + static_cast<std::ptrdiff_t>(at));
        for (std::size_t row = shares[w]; row < shares[w + 1]; ++row)
            into.offsets[row] += static_cast<std::int64_t>(at);
        at += from.rule_count();
    }
    into.offsets[into.rows] = static_cast<std::int64_t>(total);
}

/// Numbers the answers of rows decided one by one, in the order of rows.
inline void join_apart(const std::vector<worker>& workers, std::size_t used, decision_columns& into) {
    answer_book book;
    const auto before = static_cast<std::uint32_t>(into.answers.size());
    for (std::size_t w = 0; w < used; ++w) {
        std::vector<std::uint32_t> numbers;
        for (const shared_answer* a : workers[w].book.in_order()) numbers.push_back(before + book.number(*a));
        if (!workers[w].apart.empty() && into.codes.empty()) into.codes.assign(into.rows, decision_columns::summed);
        for (const auto& row : workers[w].apart) into.codes[row.row] = numbers[row.answer];
    }
    for (const shared_answer* a : book.in_order()) append(into, *a);
}

/// Counts rows by status. Those that were matched are decided.
inline void count_rows(const std::vector<worker>& workers, std::size_t used, std::size_t rows,
                       std::size_t (&count)[4]) {
    std::fill(std::begin(count), std::end(count), 0);
    for (std::size_t w = 0; w < used; ++w)
        for (std::size_t s = 1; s < std::size(count); ++s) count[s] += workers[w].apart_count[s];
    count[0] = rows - count[1] - count[2] - count[3];
}

}  // namespace columns_detail

/// How a question is asked of columns such as these.
const columns_detail::plan& column_decider::parts::plan_for(const columns& cases, std::string_view name) {
    using namespace columns_detail;
    auto forms = forms_of(*cases.parts_);
    auto known = plans.find(name);
    if (known == plans.end() || known->second.forms != forms) {
        plan made = make_plan(decisions, names.question(name), rules.stage_classifiers().lanes, std::move(forms));
        known = plans.insert_or_assign(std::string(name), std::move(made)).first;
    }
    return known->second;
}

/// Decides all rows. @return where the part of each worker starts, and the end
std::vector<std::size_t> column_decider::parts::run(const columns& cases, std::string_view name,
                                                    const columns_detail::plan& by,
                                                    const columns_detail::destination& into, const watch& look) {
    using namespace columns_detail;
    const model::term_id question = names.question(name);
    auto shares = shares_of(cases.rows(), workers.size());
    lookout from(look, shares.size() - 1);
    run_all(shares.size() - 1, from, [&](std::size_t w) {
        workers[w].run(*cases.parts_, by, question, shares[w], shares[w + 1], into, look ? &from : nullptr, w == 0);
    });
    return shares;
}

void column_decider::decide(const columns& cases, std::string_view name, decision_columns& into, const watch& look) {
    using namespace columns_detail;
    const plan& by = parts_->plan_for(cases, name);
    const bool sums = by.by && by.wanted == classify::matches::list;
    into.rows = cases.rows();
    into.answers = by.said.answers;
    into.answer_rules = by.said.answer_rules;
    into.codes.resize(sums ? 0 : into.rows);
    into.sums.resize(sums ? into.rows : 0);
    into.offsets.resize(sums ? into.rows + 1 : 0);
    if (sums) std::swap(into.sum_rules, parts_->workers.front().rules());
    const auto shares = parts_->run(cases, name, by, {&into, nullptr}, look);
    if (sums) join_rules(parts_->workers, shares, into);
    else into.sum_rules.clear();
    join_apart(parts_->workers, shares.size() - 1, into);
    count_rows(parts_->workers, shares.size() - 1, into.rows, into.count);
}

void column_decider::decide(const columns& cases, std::string_view name, outcome_arrays& into, const watch& look) {
    using namespace columns_detail;
    const model::model& m = parts_->rules.stage_model();
    check_arrays(into, m, name, m[parts_->names.question(name)].type, cases.rows());
    const plan& by = parts_->plan_for(cases, name);
    const outcome_writer writer(into, by.said.answers);
    const auto shares = parts_->run(cases, name, by, {nullptr, &writer}, look);
    count_rows(parts_->workers, shares.size() - 1, cases.rows(), into.count);
}

decision_columns ruleset::decide(const writ::columns& cases, std::string_view name, unsigned threads) const {
    decision_columns out;
    column_decider(*this, threads).decide(cases, name, out);
    return out;
}

}  // namespace writ
