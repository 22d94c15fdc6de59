#include "effort/tuner_store.h"

#include "core/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <sstream>

namespace effortlab::effort::tuning {

namespace {

constexpr const char* storeSchema = "effortlab-tune/1";
constexpr const char* storeFile = "probes.txt";
constexpr const char* storeLock = "lock";

std::string headerOf(const StoreIdentity& identity) {
  return std::string(storeSchema) + ' ' + identity.model + ' ' + identity.data + ' ' + identity.plan;
}

/// Shortest text that reads back as the same number.
void writeNumber(std::string& line, double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  line.append(text.data(), end);
}

void checkSame(const std::string& file, const char* what, const std::string& kept, const std::string& now) {
  if (kept != now)
    throw Error::inFile(
        ErrorCode::Mismatch, file, what,
        std::string("the store belongs to another ") + what + ": use the one it was started with, or another folder");
}

}  // namespace

TuneStore::TuneStore(const std::filesystem::path& folder, const StoreIdentity& identity) {
  if (folder.empty())
    return;
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem)
    throw Error::inFile(ErrorCode::Unreadable, folder.string(), "", "no folder for a store: " + problem.message());
  m_lock.take(folder);
  m_file = folder / storeFile;
  const bool known = std::filesystem::exists(m_file) && std::filesystem::file_size(m_file) > 0;
  if (known)
    read(m_file, identity);
  m_out.open(m_file, known ? std::ios::app : std::ios::trunc);
  if (!known)
    m_out << headerOf(identity) << '\n' << std::flush;
  if (!m_out)
    throw Error::inFile(ErrorCode::Unreadable, m_file.string(), "", "cannot be written");
}

TuneStore::Lock::~Lock() {
  if (m_descriptor >= 0)
    ::close(m_descriptor);
}

void TuneStore::Lock::take(const std::filesystem::path& folder) {
  const std::string file = (folder / storeLock).string();
  m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (m_descriptor < 0)
    throw Error::inFile(ErrorCode::Unreadable, file, "", "cannot be written");
  if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0)
    throw Error::inFile(ErrorCode::Mismatch, folder.string(), "",
                        "another process tunes with this store: wait for it, or use another folder");
}

void TuneStore::read(const std::filesystem::path& file, const StoreIdentity& identity) {
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::istringstream header(text.substr(0, text.find('\n')));
  std::string schema;
  StoreIdentity kept;
  header >> schema >> kept.model >> kept.data >> kept.plan;
  if (schema != storeSchema)
    throw Error::inFile(ErrorCode::WrongFormat, file.string(), "line 1", "no store of a tuning; use another folder");
  checkSame(file.string(), "model", kept.model, identity.model);
  checkSame(file.string(), "data", kept.data, identity.data);
  checkSame(file.string(), "plan", kept.plan, identity.plan);
  // What a crash left half written at the end is no line: it goes.
  if (text.back() != '\n') {
    text.erase(text.rfind('\n') + 1);
    std::filesystem::resize_file(file, text.size());
  }
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string key, number;
    std::vector<double> numbers;
    fields >> key;
    while (fields >> number) {
      double value = 0.0;
      std::from_chars(number.data(), number.data() + number.size(), value);
      numbers.push_back(value);
    }
    m_entries[key] = std::move(numbers);
  }
}

const std::vector<double>* TuneStore::find(const std::string& key) const {
  const auto found = m_entries.find(key);
  return found == m_entries.end() ? nullptr : &found->second;
}

void TuneStore::put(const std::string& key, std::vector<double> numbers) {
  if (m_out.is_open()) {
    std::string line = key;
    for (const double number : numbers) {
      line += ' ';
      writeNumber(line, number);
    }
    m_out << line << '\n' << std::flush;
    if (!m_out)
      throw Error::inFile(ErrorCode::Unreadable, m_file.string(), "", "cannot be written: is the disk full?");
  }
  m_entries[key] = std::move(numbers);
}

}  // namespace effortlab::effort::tuning
