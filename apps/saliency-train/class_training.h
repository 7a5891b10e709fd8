// SPDX-License-Identifier: Apache-2.0
// Stage: labelled features -> the classifier's tensors, each class a sigmoid of its own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "class_examples.h"
#include "gaze_training.h"
#include "weights_writer.h"

namespace jpegaware::apps {

/// A linear classifier: classes x channels, and one bias a class.
struct LinearClassifier {
  std::vector<float> weight;
  std::vector<float> bias;
};

/// The rows of `known` for the examples' classes that are in `known_classes`, zeros for the others.
[[nodiscard]] LinearClassifier rows_for(const ClassExamples& examples, const LinearClassifier& known,
                                        std::span<const std::string> known_classes);

/// Fine-tunes `start` (one row a class of the examples) with the cross-entropy of independent
/// sigmoids, so that a photo may show several classes or none (Prakash et al. 2017). Uses epochs,
/// batch, seed and threads of the options. Deterministic as train_gaze is.
/// @return classifier.weight and classifier.bias
[[nodiscard]] Result<NamedTensors> train_classes(const ClassExamples& examples,
                                                 const LinearClassifier& start,
                                                 const GazeTrainingOptions& options,
                                                 const EpochReporter& report);

}  // namespace jpegaware::apps
