#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace effortlab::effort::tuning {

/// What a store belongs to; a difference is refused by name.
struct StoreIdentity {
  std::string model, data, plan;  ///< hashes
};

/// What was computed, kept in a folder line by line: a search that asks for the same again goes on where it stopped.
/// Without a folder it only remembers.
class TuneStore {
public:
  /// Errors: Error{Mismatch} for a store of another model, data or plan, or one that another process uses;
  /// Error{WrongFormat, Unreadable}.
  TuneStore(const std::filesystem::path& folder, const StoreIdentity& identity);

  /// Null where `key` was never put.
  const std::vector<double>* find(const std::string& key) const;
  /// On disk when it returns. Errors: Error{Unreadable}. `key` has no white space.
  void put(const std::string& key, std::vector<double> numbers);

private:
  void read(const std::filesystem::path& file, const StoreIdentity& identity);

  /// Held while it lives.
  class Lock {
  public:
    Lock() = default;
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    void take(const std::filesystem::path& folder);

  private:
    int m_descriptor = -1;
  };

  Lock m_lock;
  std::filesystem::path m_file;
  std::ofstream m_out;
  std::map<std::string, std::vector<double>> m_entries;
};

}  // namespace effortlab::effort::tuning
