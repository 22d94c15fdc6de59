#include "cli/command.h"
#include "cli/json_output.h"
#include "cli/model_options.h"
#include "cli/output_files.h"
#include "cli/table_output.h"
#include "core/error.h"
#include "model/onnx_writer.h"

#include <CLI/CLI.hpp>

namespace effortlab::cli {

namespace {

constexpr const char* exportHelp =
    "Writes the network as an ONNX file of operator set 13, whatever format it came from: same layer names, same\n"
    "outputs. A layer without an operator of its own becomes several with the same result; dropout and folded batch\n"
    "normalisation vanish. Height and width are those of the model's input. How pixels become input (mean, scale) is\n"
    "not part of an ONNX file.\n"
    "\n"
    "With --json: file, model, bytes.\n"
    "\n"
    "Example: effortlab-cli export-onnx squeezenet.model.json --out squeezenet.onnx";

class ExportOnnxCommand final : public Command {
public:
  void addOptions(CLI::App& app) override {
    m_model.addTo(app);
    app.add_option("--out", m_out, "The file to write; one that is there is replaced")
        ->required()
        ->type_name("FILE.onnx");
    app.footer(exportHelp);
  }

  void compute(const CommandContext&) override {
    requireWritable(m_out, "--out");
    m_loaded = m_model.load();
    try {
      m_bytes = model::onnxBytes(*m_loaded->graph);
    } catch (const Error& error) {
      throw Error::inFile(error.code(), m_loaded->manifest.graphFile.string(), "", error.what());
    }
  }

  Report report(const CommandContext& context) override {
    writeOutput(m_out, m_bytes);
    if (context.options.json)
      return {.text = jsonText({{"file", m_out}, {"model", m_loaded->manifest.name}, {"bytes", m_bytes.size()}}),
              .complete = true};
    return {.text = printable(m_out) + ": " + printable(m_loaded->manifest.name) + ", " +
                    withThousands(static_cast<std::int64_t>(m_bytes.size())) + " bytes\n",
            .complete = true};
  }

private:
  ModelOptions m_model;
  std::string m_out;
  std::shared_ptr<const model::Model> m_loaded;
  std::string m_bytes;
};

}  // namespace

std::unique_ptr<Command> makeExportOnnxCommand() {
  return std::make_unique<ExportOnnxCommand>();
}

}  // namespace effortlab::cli
