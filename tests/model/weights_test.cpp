#include "model/weights.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/model/test_util.h"
#include "tests/training/tiny_model.h"

namespace spk {
namespace {

using testing::HasSubstr;

class WeightsTest : public testing::Test {
 protected:
  // Tests run side by side, so each has a file of its own.
  WeightsTest()
      : path_(testing::TempDir() + "spk_weights_" +
              testing::UnitTest::GetInstance()->current_test_info()->name() + ".safetensors") {}
  ~WeightsTest() override { std::filesystem::remove(path_); }

  // A module as small as the checks allow.
  static torch::nn::Linear SmallModule() { return torch::nn::Linear(3, 2); }

  Result<void> Save(const torch::nn::Linear& module, TensorType type = TensorType::kFloat32) const {
    return SaveWeights(path_, *module, "{}", "{}", type);
  }

  std::string LoadError(torch::nn::Module* module) const {
    const auto loaded = LoadWeights(path_, module);
    return loaded ? "" : loaded.error().message;
  }

  std::string path_;
};

TEST_F(WeightsTest, ModelComesBackBitForBit) {
  const std::string config = ConfigText("compact");
  AutoencoderNetwork network(ParseConfig(config).value());
  network->Encode(torch::randn({1, 4096}));  // moves the statistics of the normalisation
  network->eval();
  ASSERT_TRUE(SaveWeights(path_, *network, config, R"({"licence": "test"})", TensorType::kFloat32));
  auto loaded = LoadAutoencoder(path_);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->config_json, config);
  EXPECT_EQ(loaded->card_json, R"({"licence": "test"})");
  const torch::NoGradGuard no_grad;
  const torch::Tensor audio = torch::randn({1, 4096});
  EXPECT_TRUE(loaded->network->PreActivations(audio).equal(network->PreActivations(audio)));
}

TEST_F(WeightsTest, HalfPrecisionRoundsToNearest) {
  const auto module = SmallModule();
  ASSERT_TRUE(Save(module, TensorType::kFloat16));
  auto other = SmallModule();
  ASSERT_TRUE(LoadWeights(path_, other.get()));
  EXPECT_TRUE(other->weight.equal(module->weight.to(torch::kHalf).to(torch::kFloat)));
}

TEST_F(WeightsTest, ValuesBeyondHalfPrecisionAreRefused) {
  auto module = SmallModule();
  torch::NoGradGuard no_grad;
  module->weight.fill_(1e6);
  const auto saved = Save(module, TensorType::kFloat16);
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().message, HasSubstr("weight: a value is not finite as F16"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(WeightsTest, SaysWhatDoesNotMatch) {
  ASSERT_TRUE(Save(SmallModule()));
  torch::nn::Linear wider(4, 2);
  const torch::Tensor before = wider->weight.clone();
  EXPECT_THAT(LoadError(wider.get()),
              HasSubstr("tensor weight: shape [2, 3] in the file, [2, 4] in the model"));
  EXPECT_TRUE(wider->weight.equal(before));
  torch::nn::Linear no_bias(torch::nn::LinearOptions(3, 2).bias(false));
  EXPECT_THAT(LoadError(no_bias.get()), HasSubstr("tensor bias: unknown to the model"));
  torch::nn::Bilinear other(3, 3, 2);
  EXPECT_THAT(LoadError(other.get()), HasSubstr("tensor weight: shape"));
  torch::nn::BatchNorm1d norm(2);
  EXPECT_THAT(LoadError(norm.get()), HasSubstr("tensor weight: shape"));
  torch::nn::Sequential nested(SmallModule());
  EXPECT_THAT(LoadError(nested.get()), HasSubstr("tensor 0.weight: missing in the file"));
}

TEST_F(WeightsTest, IntegersAndFloatsAreNotMixed) {
  class Counter : public torch::nn::Module {
   public:
    explicit Counter(torch::ScalarType type) { register_buffer("count", torch::zeros({1}, type)); }
  };
  ASSERT_TRUE(SaveWeights(path_, Counter(torch::kLong), "{}", "{}", TensorType::kFloat32));
  Counter floating(torch::kFloat);
  EXPECT_THAT(LoadError(&floating),
              HasSubstr("dtype I64 in the file, floating point in the model"));
}

// A model small enough to be saved many times.
AutoencoderNetwork TinyModel() {
  AutoencoderNetwork network(ParseConfig(kTinyModel).value());
  network->eval();
  return network;
}

void Change(AutoencoderNetwork network, const std::string& tensor) {
  const torch::NoGradGuard no_grad;
  network->named_parameters()[tensor].add_(1);
}

TEST_F(WeightsTest, IdentityIsWhatACoarseDecodeDependsOn) {
  AutoencoderNetwork network = TinyModel();
  const auto identity = [&](const std::string& config = kTinyModel) {
    EXPECT_TRUE(SaveWeights(path_, *network, config, "{}", TensorType::kFloat32));
    return WeightsFile::Open(path_)->Identity();
  };
  const auto with = [](const char* key, const nlohmann::json& value) {
    auto config = nlohmann::json::parse(kTinyModel);
    config[nlohmann::json::json_pointer(key)] = value;
    return config.dump();
  };
  const ModelId first = identity();
  EXPECT_EQ(identity(nlohmann::json::parse(kTinyModel).dump(4)), first) << "spaces say nothing";
  EXPECT_EQ(identity(with("/decoder/temperature", 0.5)), first);
  EXPECT_EQ(identity(with("/decoder/unet/modulation", 64)), first);
  EXPECT_EQ(identity(with("/name", "another")), first);
  EXPECT_NE(identity(with("/hop", 256)), first);
  EXPECT_NE(identity(with("/decoder_context/kernel", 5)), first);
  for (const char* same :
       {"encoder.stem.linear.weight", "quantizer.linear.weight", "generator.scale.0.weight"}) {
    Change(network, same);
    EXPECT_EQ(identity(), first) << same;
  }
  for (const char* other : {"decoder_context.input.weight", "decoder.coarse.1.weight"}) {
    Change(network, other);
    EXPECT_NE(identity(), first) << other;
  }
}

// The file with the bytes of a tensor's first value changed.
void Damage(const std::string& path, const std::string& tensor) {
  const auto file = WeightsFile::Open(path);
  ASSERT_TRUE(file);
  const SafetensorsHeader& header = file->header();
  const auto found = std::ranges::find(header.tensors, tensor, &TensorEntry::name);
  std::fstream bytes(path, std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekp(static_cast<std::streamoff>(header.data_start + found->begin));
  bytes.write("\x11\x22", 2);
}

// So that those who only look for a model need not read all of it.
TEST_F(WeightsTest, AStatedIdentityIsBelievedAndCheckedByWhoUsesTheWeights) {
  ASSERT_TRUE(SaveWeights(path_, *TinyModel(), kTinyModel, "{}", TensorType::kFloat16));
  const ModelId id = WeightsFile::Open(path_)->Identity();
  EXPECT_EQ(WeightsFile::Open(path_)->metadata("identity"), ModelIdText(id));
  Damage(path_, "encoder.stem.linear.weight");
  EXPECT_TRUE(LoadAutoencoder(path_)) << "no file depends on it";
  Damage(path_, "decoder.coarse.1.weight");
  EXPECT_EQ(WeightsFile::Open(path_)->Identity(), id);
  EXPECT_THAT(LoadAutoencoder(path_).error().message,
              HasSubstr(path_ + ": the weights are not those of " + ModelIdText(id)));
}

TEST_F(WeightsTest, AGeneratorIsAFileOfItsOwnThatKnowsItsModel) {
  AutoencoderNetwork network = TinyModel();
  const std::string beside = GeneratorPath(path_);
  EXPECT_TRUE(beside.ends_with(".generator.safetensors"));
  const auto save = [&] {
    ASSERT_TRUE(SaveWeights(path_, *network, kTinyModel, "{}", TensorType::kFloat32));
  };
  const auto noise = torch::randn({1, 512 * 4});
  const auto events = torch::randint(0, 2, {1, 16, 4}).to(torch::kFloat);
  const torch::NoGradGuard no_grad;
  save();
  auto coarse = LoadAutoencoder(path_);
  ASSERT_TRUE(coarse) << coarse.error().message;
  EXPECT_FALSE(coarse->network->generates());
  EXPECT_TRUE(coarse->network->GeneratorParameters().empty());
  EXPECT_TRUE(coarse->network->Decode(events, 0, noise).equal(network->Decode(events, 0, noise)));

  ASSERT_TRUE(SaveGenerator(path_, *network, TensorType::kFloat32));
  auto whole = LoadAutoencoder(path_);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_TRUE(whole->network->generates());
  EXPECT_EQ(whole->identity, coarse->identity);
  EXPECT_TRUE(whole->network->Decode(events, 2, noise).equal(network->Decode(events, 2, noise)));

  Change(network, "decoder.coarse.1.weight");
  save();
  EXPECT_THAT(LoadAutoencoder(path_).error().message, HasSubstr("was made for another model"));
  std::filesystem::remove(beside);
}

TEST_F(WeightsTest, EventTablesTravelWithTheModel) {
  ASSERT_TRUE(SaveWeights(path_, *TinyModel(), kTinyModel, "{}", TensorType::kFloat16, {{0xFF}}));
  const auto plain = WeightsFile::Open(path_);
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->event_tables().empty());
  const auto with = [](const WeightsFile& weights, const std::vector<uint8_t>& tables,
                       const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    WriteWithEventTables(weights, tables, out);
    out.close();
    return WeightsFile::Open(path).value();
  };
  const std::vector<uint8_t> tables = {1, 2, 3, 4, 5};
  const WeightsFile first = with(*plain, tables, path_ + ".first");
  EXPECT_THAT(first.event_tables(), testing::ElementsAreArray(tables));
  EXPECT_NE(first.Identity(), plain->Identity()) << "files depend on them";
  EXPECT_TRUE(first.CheckIdentity());
  EXPECT_THAT(first.EarlierIdentities(), testing::ElementsAre(ModelId{0xFF}, plain->Identity()));

  const WeightsFile second = with(first, {9}, path_ + ".second");
  EXPECT_THAT(second.event_tables(), testing::ElementsAre(9));
  EXPECT_EQ(second.EarlierIdentities(), first.EarlierIdentities()) << "whose tables are gone";

  const auto loaded = LoadAutoencoder(path_ + ".second");
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_THAT(loaded->event_tables, testing::ElementsAre(9));
  for (const char* suffix : {".first", ".second"}) std::filesystem::remove(path_ + suffix);
}

TEST_F(WeightsTest, EarlierIdentitiesAreListed) {
  const std::vector<ModelId> earlier = {{1, 2, 3, 4, 5, 6, 7, 0xAB}, {0xFF}};
  ASSERT_TRUE(SaveWeights(path_, *TinyModel(), kTinyModel, "{}", TensorType::kFloat16, earlier));
  EXPECT_EQ(LoadAutoencoder(path_)->earlier, earlier);
}

TEST_F(WeightsTest, AbsentTruncatedAndForeignFilesAreErrors) {
  EXPECT_EQ(LoadAutoencoder("/nonexistent/model").error().code, ErrorCode::kInput);
  ASSERT_TRUE(Save(SmallModule()));
  const auto not_a_model = LoadAutoencoder(path_);
  ASSERT_FALSE(not_a_model);
  EXPECT_THAT(not_a_model.error().message, HasSubstr("model configuration"));
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
  const auto truncated = LoadAutoencoder(path_);
  ASSERT_FALSE(truncated);
  EXPECT_EQ(truncated.error().code, ErrorCode::kModel);
  EXPECT_THAT(truncated.error().message, HasSubstr("truncated"));
}

TEST_F(WeightsTest, UnwritablePlaceIsAnError) {
  const auto module = SmallModule();
  const auto saved = SaveWeights("/nonexistent/model", *module, "{}", "{}", TensorType::kFloat32);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace spk
