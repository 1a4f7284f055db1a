#include "model/rvq.h"

#include "model/precision.h"

namespace spk {
namespace {

constexpr int kKMeansRounds = 10;
constexpr double kSmoothing = 1e-5;

// Index of the nearest row of `book` [K, D] for each row of `rows` [M, D].
torch::Tensor Nearest(const torch::Tensor& rows, const torch::Tensor& book) {
  return (book.square().sum(1) - 2 * torch::matmul(rows, book.t())).argmin(1);
}

torch::Tensor Count(const torch::Tensor& codes, int64_t size) {
  return torch::bincount(codes, {}, size).to(torch::kFloat);
}

torch::Tensor SumOf(const torch::Tensor& rows, const torch::Tensor& codes, int64_t size) {
  return torch::zeros({size, rows.size(1)}, rows.options()).index_add(0, codes, rows);
}

torch::Tensor DrawRows(const torch::Tensor& rows, int64_t count) {
  const auto indices = torch::TensorOptions(torch::kLong).device(rows.device());
  return rows.index_select(0, rows.size(0) >= count
                                  ? torch::randperm(rows.size(0), indices).slice(0, 0, count)
                                  : torch::randint(rows.size(0), {count}, indices));
}

torch::Tensor KMeans(const torch::Tensor& rows, int64_t size) {
  torch::Tensor book = DrawRows(rows, size).clone();
  for (int round = 0; round < kKMeansRounds; ++round) {
    const torch::Tensor codes = Nearest(rows, book);
    const torch::Tensor count = Count(codes, size).unsqueeze(1);
    book = torch::where(count > 0, SumOf(rows, codes, size) / count.clamp_min(1), book);
  }
  return book;
}

}  // namespace

ResidualQuantizerImpl::ResidualQuantizerImpl(const RvqConfig& config, int64_t dimension)
    : config_(config) {
  const int64_t size = config.codebook_size;
  codebooks_ = register_buffer("codebooks", torch::randn({config.codebooks, size, dimension}));
  sums_ = register_buffer("sums", codebooks_.clone());
  counts_ = register_buffer("counts", torch::ones({config.codebooks, size}));
  started_ = register_buffer("started", torch::zeros({1}, torch::kLong));
}

void ResidualQuantizerImpl::Initialise(const torch::Tensor& rows) {
  torch::Tensor residual = rows;
  for (int64_t stage = 0; stage < config_.codebooks; ++stage) {
    const torch::Tensor book = KMeans(residual, config_.codebook_size);
    const torch::Tensor codes = Nearest(residual, book);
    codebooks_[stage].copy_(book);
    counts_[stage].copy_(Count(codes, config_.codebook_size));
    sums_[stage].copy_(book * counts_[stage].unsqueeze(1));
    residual = residual - book.index_select(0, codes);
  }
  started_.fill_(1);
}

void ResidualQuantizerImpl::Learn(int64_t stage, const torch::Tensor& rows,
                                  const torch::Tensor& codes) {
  const int64_t size = config_.codebook_size;
  torch::Tensor book = codebooks_[stage];
  torch::Tensor sums = sums_[stage];
  torch::Tensor counts = counts_[stage];
  counts.mul_(config_.decay).add_(Count(codes, size), 1 - config_.decay);
  sums.mul_(config_.decay).add_(SumOf(rows, codes, size), 1 - config_.decay);
  const torch::Tensor total = counts.sum();
  const torch::Tensor smoothed =
      (counts + kSmoothing) / (total + static_cast<double>(size) * kSmoothing) * total;
  book.copy_(sums / smoothed.unsqueeze(1));

  const torch::Tensor dead = torch::nonzero(counts < config_.dead_threshold).squeeze(1);
  if (dead.numel() > 0) {
    const torch::Tensor fresh = DrawRows(rows, dead.size(0));
    book.index_copy_(0, dead, fresh);
    sums.index_copy_(0, dead, fresh * config_.dead_threshold);
    counts.index_fill_(0, dead, config_.dead_threshold);
  }
}

RvqOutput ResidualQuantizerImpl::forward(const torch::Tensor& x) {
  const FullPrecision full_precision;
  const int64_t width = x.size(1);
  const torch::Tensor input = x.to(torch::kFloat).transpose(1, 2).reshape({-1, width});  // [M, D]
  if (is_training() && started_.item<int64_t>() == 0) {
    const torch::NoGradGuard no_grad;
    Initialise(input.detach());
  }
  torch::Tensor residual = input;
  std::vector<torch::Tensor> codes;
  std::vector<torch::Tensor> commitment;
  for (int64_t stage = 0; stage < config_.codebooks; ++stage) {
    const torch::Tensor rows = residual.detach();
    codes.push_back(Nearest(rows, codebooks_[stage]));
    const torch::Tensor chosen = codebooks_[stage].index_select(0, codes.back());
    commitment.push_back(torch::mse_loss(residual, chosen));
    residual = residual - chosen;
    if (is_training()) {
      const torch::NoGradGuard no_grad;
      Learn(stage, rows, codes.back());
    }
  }
  const torch::Tensor quantised = input + ((input - residual) - input).detach();
  return {.quantised = quantised.view({x.size(0), -1, width}).transpose(1, 2),
          .codes = torch::stack(codes).view({config_.codebooks, x.size(0), -1}).transpose(0, 1),
          .commitment = torch::stack(commitment)};
}

}  // namespace spk
