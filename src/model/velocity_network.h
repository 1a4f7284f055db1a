#pragma once

#include "model/diffusion.h"
#include "model/unet.h"

namespace spk {

// A U-Net that is told `context`: [B, F, T]. It must outlive what is returned.
inline VelocityNetwork Under(Unet* unet, const torch::Tensor& context) {
  return [unet, context](const torch::Tensor& x, const torch::Tensor& sigma) {
    return (*unet)(x, sigma, context);
  };
}

}  // namespace spk
